package dev.weir.testing.sample;

import dev.weir.testing.sample.price.Price;
import dev.weir.testing.sample.store.Store;

/** The root package: the wiring may know everything. */
final class Wiring {
    Price price = new Price(1);
    Store store = new Store();
}

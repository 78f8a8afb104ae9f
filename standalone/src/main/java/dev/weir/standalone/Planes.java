package dev.weir.standalone;

import dev.weir.runtime.Part;
import java.util.List;

/** The planes, in the order in which they start. */
final class Planes {
    record Plane(String name, String url, Part part) {}

    Planes(UpPorts ports, Databases databases, DataFolder folder, boolean foreign) {}

    List<Plane> inOrder() {
        return List.of();
    }
}

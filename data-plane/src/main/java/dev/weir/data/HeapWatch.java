package dev.weir.data;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.weir.data.memory.HeapPressure;
import dev.weir.runtime.Part;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what full collections of the JVM leave in the heap. Between them nothing is known: what
 * is in use then contains garbage.
 */
final class HeapWatch implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(HeapWatch.class);

    private final HeapPressure pressure;
    private final Set<String> pools =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getName)
                    .collect(Collectors.toUnmodifiableSet());
    private final NotificationListener listener = (notification, _) -> heard(notification);

    HeapWatch(HeapPressure pressure) {
        this.pressure = pressure;
    }

    @Override
    public void start() {
        emitters().forEach(each -> each.addNotificationListener(listener, null, null));
    }

    @Override
    public void stop(Duration deadline) {
        for (var each : emitters()) {
            try {
                each.removeNotificationListener(listener);
            } catch (ListenerNotFoundException _) {
                LOG.debug("the collections were not watched");
            }
        }
    }

    private static List<NotificationEmitter> emitters() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(NotificationEmitter.class::isInstance)
                .map((GarbageCollectorMXBean bean) -> (NotificationEmitter) bean)
                .toList();
    }

    private void heard(Notification notification) {
        if (!(notification.getUserData() instanceof CompositeData data)) return;
        if (!notification
                .getType()
                .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) return;
        var collection = GarbageCollectionNotificationInfo.from(data);
        if (!collection.getGcAction().equals("end of major GC")) return;
        long live =
                collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                        .filter(pool -> pools.contains(pool.getKey()))
                        .mapToLong(pool -> pool.getValue().getUsed())
                        .sum();
        pressure.collected(live, Runtime.getRuntime().maxMemory());
    }
}

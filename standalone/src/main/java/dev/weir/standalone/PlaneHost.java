package dev.weir.standalone;

import dev.weir.embedded.PrivateFile;
import dev.weir.runtime.Part;
import dev.weir.standalone.machine.DataFolder;
import dev.weir.standalone.machine.UpFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where the planes of {@code ./weir up} run: in this process, or each in its own. */
sealed interface PlaneHost {
    /** Begins to start a plane. */
    Hosted launch(Plane plane) throws Exception;

    /** The processes that it started and that were not seen to end. */
    List<ReadyFile.Running> running();

    /** A plane that was launched. */
    interface Hosted {
        /**
         * Returns once it does its work.
         *
         * @throws UpFailure when it does not
         */
        void awaitReady() throws Exception;

        /** Stops it within the deadline. */
        void stop(Duration deadline) throws Exception;
    }

    /** All in this process. */
    static PlaneHost threads() {
        return new Threads();
    }

    /** Each in its own. Their settings and logs are kept in the folder. */
    static PlaneHost processes(DataFolder folder, Progress progress) {
        return new Processes(folder, progress);
    }

    /** Started one after the other. */
    record Threads() implements PlaneHost {
        @Override
        public Hosted launch(Plane plane) {
            return new InThreads(plane.command().made(plane.settings()).part());
        }

        @Override
        public List<ReadyFile.Running> running() {
            return List.of();
        }
    }

    /** A plane in this process. */
    final class InThreads implements Hosted {
        private final Part part;
        private boolean started;

        private InThreads(Part part) {
            this.part = part;
        }

        @Override
        public void awaitReady() throws Exception {
            started = true;
            part.start();
        }

        @Override
        public void stop(Duration deadline) throws Exception {
            if (started) part.stop(deadline);
        }
    }

    /** Started side by side. One that ends is told of, and not started again. */
    final class Processes implements PlaneHost {
        private final DataFolder folder;
        private final Progress progress;
        private final List<ReadyFile.Running> running = new CopyOnWriteArrayList<>();

        private Processes(DataFolder folder, Progress progress) {
            this.folder = folder;
            this.progress = progress;
        }

        @Override
        public Hosted launch(Plane plane) throws IOException {
            var settings =
                    Files.createDirectories(folder.resolve("processes"))
                            .resolve(plane.name() + ".settings");
            PrivateFile.write(settings, plane.settingsFile());
            var process = PlaneProcess.launch(plane, settings, folder.resolve("log"));
            var listed =
                    new ReadyFile.Running(
                            plane.name(),
                            plane.cluster(),
                            process.pid(),
                            plane.endpoint(),
                            plane.health());
            running.add(listed);
            process.onUnexpectedEnd(code -> {
                running.remove(listed);
                progress.say(
                        "%s ended (exit code %d); again: ./weir %s --settings %s"
                                .formatted(
                                        plane.name(), code, PlaneProcess.command(plane), settings));
            });
            return process;
        }

        @Override
        public List<ReadyFile.Running> running() {
            return List.copyOf(running);
        }
    }
}

package dev.weir.data.pg.wire;

/** What a server wants to hear to cancel what one of its backends does. */
public record BackendKey(int process, int secret) {
    @Override
    public String toString() {
        return "backend " + process;
    }
}

package dev.weir.data.usage.netty;

import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the head of a channel and ends a slice of its event loop's CPU time after each read:
 * the rest of the pipeline, decoding, TLS and the answers written within the read included, has run
 * by then. The slice belongs to the account entered during the read. When nobody entered one, as
 * for the later chunks of a body, it belongs to the account of the channel's read before.
 */
final class MeteringHandler extends ChannelInboundHandlerAdapter {
    private final Account first;
    private Account account;
    private boolean mixed;
    private @Nullable CpuMeter meter;

    /**
     * For one channel.
     *
     * @param first the account that its work is for, until another is entered
     */
    MeteringHandler(Account first) {
        this.first = first;
        account = first;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        MeteredChannels.settleAfterTurns(context.channel());
    }

    /** The thread's: a channel stays on its event loop. */
    private CpuMeter meter() {
        var known = meter;
        if (known == null) {
            known = CpuMeter.current();
            meter = known;
        }
        return known;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        meter().begin(mixed ? null : account);
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        var served = meter().end(account);
        // Whose the next request is cannot be told before it is decoded: it is not to be decoded
        // on the account of whom the thread worked for before.
        if (served != account && account != first) mixed = true;
        account = served;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        context.fireChannelInactive();
        meter().end(account);
    }
}

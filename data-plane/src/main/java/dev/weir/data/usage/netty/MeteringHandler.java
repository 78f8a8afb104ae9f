package dev.weir.data.usage.netty;

import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands at the head of a channel and ends a slice of its event loop's CPU time after each read:
 * the rest of the pipeline, decoding, TLS and the answers written within the read included, has run
 * by then. The slice belongs to the account entered during the read. When nobody entered one, as
 * for the later chunks of a body, it belongs to the account of the channel's read before.
 */
final class MeteringHandler extends ChannelInboundHandlerAdapter {
    private final boolean shared;
    private Account account;

    /**
     * For one channel.
     *
     * @param first the account that its work is for, until another is entered
     * @param shared whether another may be: otherwise each read enters the first
     */
    MeteringHandler(Account first, boolean shared) {
        account = first;
        this.shared = shared;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!shared) CpuMeter.current().enter(account);
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        account = CpuMeter.current().end(account);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        context.fireChannelInactive();
        CpuMeter.current().end(account);
    }
}

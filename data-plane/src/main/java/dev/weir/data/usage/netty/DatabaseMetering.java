package dev.weir.data.usage.netty;

import dev.weir.data.admission.netty.LoopTurns;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Supplier;

/**
 * Stands at the head of a channel to a database and charges each read to whom it is for: known
 * before the read, and for the whole of it.
 */
final class DatabaseMetering extends ChannelInboundHandlerAdapter {
    private final Supplier<Account> payer;

    DatabaseMetering(Supplier<Account> payer) {
        this.payer = payer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        MeteredChannels.settleAfterTurns(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        CpuMeter.current().enter(payer.get());
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        var account = CpuMeter.current().end(payer.get());
        LoopTurns.wasRead(account, context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        CpuMeter.current().run(payer.get(), context::fireChannelInactive);
    }
}

package dev.weir.events;

/** Something that happened, told once, in the past tense, by the plane that knows. */
public sealed interface Fact
        permits EnvironmentEvent,
                GrantEvent,
                NodeHeartbeat,
                LeaseGranted,
                PeerAnnounced,
                PoolEvent,
                UsageEvent,
                BudgetEvent,
                DecisionMade,
                SchemaUploaded {}

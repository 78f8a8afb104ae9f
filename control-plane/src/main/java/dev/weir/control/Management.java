package dev.weir.control;

import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentState;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import java.util.List;

/**
 * What platform teams may do and see. Calls block on the store: call them on virtual threads.
 *
 * <p>Every command is written to the audit log in the transaction that carries it out. Commands
 * that change a thing take the version (an entity tag) that the caller has seen and are refused as
 * {@link Refusal.Stale} when it has changed since; those that create a thing take a {@link Request}
 * whose idempotency key makes a repetition harmless. What is wrong with the asking is a {@link
 * Result.Refused}; a store out of reach throws {@link StoreFault}.
 */
public interface Management {
    /** Makes a project. */
    Result<Project> createProject(Request request, String name);

    /** One project. */
    Result<Project> project(ProjectId id);

    /** All projects, oldest first. */
    Result<Page<Project>> projects(PageRequest page);

    /** Forgets a project that has no environment any more. */
    Result<Done> deleteProject(Request request, ProjectId id, long version);

    /**
     * Makes an environment, and its database by the way when its server is a new one; grants it a
     * dormant connection in each cluster of the region, as far as the limit reaches. It serves as
     * soon as the nodes have heard of it.
     */
    Result<Environment> createEnvironment(Request request, NewEnvironment environment);

    /** One environment that is not deleted. */
    Result<Environment> environment(EnvironmentId id);

    /** All environments of all projects that are not deleted, oldest first. */
    Result<Page<Environment>> environments(PageRequest page);

    /** A project's environments, oldest first. */
    Result<Page<Environment>> environments(ProjectId project, PageRequest page);

    /** Replaces what may be changed of an environment. */
    Result<Environment> updateEnvironment(
            Request request, EnvironmentId id, long version, EnvironmentUpdate update);

    /**
     * Gives an environment another URL on the same server: other credentials, another database name
     * or other parameters. Pools change over to it without failing a request.
     */
    Result<Environment> rotateUrl(Request request, EnvironmentId id, long version, DatabaseUrl url);

    /** Suspends or resumes an environment. Asking for the state that it has changes nothing. */
    Result<Environment> setState(
            Request request, EnvironmentId id, long version, EnvironmentState state);

    /** Deletes an environment: its keys open nothing any more, its connections are given back. */
    Result<Done> deleteEnvironment(Request request, EnvironmentId id, long version);

    /**
     * Makes an API key. The answer holds its text, which is kept nowhere: a repetition under the
     * same idempotency key cannot show it again and is refused as {@link Refusal.Conflict}.
     */
    Result<NewApiKey> createApiKey(Request request, EnvironmentId environment, String name);

    /** An environment's keys that are not revoked, oldest first. */
    Result<Page<ApiKey>> apiKeys(EnvironmentId environment, PageRequest page);

    /** Revokes a key, everywhere within two seconds. Revoking it again changes nothing. */
    Result<Done> revokeApiKey(Request request, EnvironmentId environment, String key);

    /** One database. */
    Result<Database> database(DatabaseId id);

    /** All databases, oldest first. */
    Result<Page<Database>> databases(PageRequest page);

    /**
     * Sets what all nodes together may have open to a database, ever, and how many of these are
     * kept aside. A limit below what is open takes effect as connections are given back: {@link
     * Database#effectiveLimit} shows how far that has come.
     */
    Result<Database> setDatabaseLimit(
            Request request, DatabaseId id, long revision, int limit, int reserve);

    /** The regions of this installation with their clusters. */
    List<Region> regions();

    /** All nodes known, by region, cluster and id, live or not. */
    List<Node> nodes();

    /** One node. */
    Result<Node> node(NodeId id);

    /**
     * An operator's word that the process of a life of a node has ended for good. Its sessions are
     * ended at the database, and all that it held, its floor too, may be granted anew. Refused
     * while the life is heard. If it lives after all, it is not heard again until it is restarted,
     * and may still open one connection for each environment: the word must be true.
     */
    Result<Done> declareEnded(Request request, NodeLife life);

    /** The pools that nodes hold for an environment, as their last heartbeats told. */
    Result<List<PoolView>> pools(EnvironmentId environment);

    /** All grants and pools of the region. */
    List<PoolView> pools();

    /** What was done by whom, newest first. */
    Result<Page<AuditEntry>> audit(PageRequest page);
}

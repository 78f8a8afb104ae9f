package dev.weir.control.management;

import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import org.jspecify.annotations.Nullable;

/** Commands on environments. */
public interface Environments {
    /**
     * Makes an environment, and its database too when the server is a new one; grants it a dormant
     * connection in each cluster of the region, as far as the limit reaches. It serves as soon as
     * the nodes have heard of it.
     */
    Result<Environment> create(Request request, NewEnvironment environment);

    /** One environment that is not deleted. */
    Result<Environment> find(EnvironmentId id);

    /**
     * One environment that is not deleted, by its id or as {@code project/environment}, the project
     * by its id or its name.
     */
    Result<Environment> named(String reference);

    /** All environments of all projects that are not deleted, oldest first. */
    Result<Page<Environment>> list(PageRequest page);

    /** A project's environments, oldest first. */
    Result<Page<Environment>> list(ProjectId project, PageRequest page);

    /** Replaces what may be changed of an environment. */
    Result<Environment> update(
            Request request, EnvironmentId id, long version, EnvironmentUpdate update);

    /**
     * Gives an environment another URL on the same server: other credentials, another database name
     * or other parameters. Pools change over to it without failing a request.
     */
    default Result<Environment> rotateUrl(
            Request request, EnvironmentId id, long version, DatabaseUrl url) {
        return rotateUrl(request, id, version, url, null);
    }

    /**
     * The same.
     *
     * @param urlVersion the caller's own number of the URL; null: none
     */
    Result<Environment> rotateUrl(
            Request request,
            EnvironmentId id,
            long version,
            DatabaseUrl url,
            @Nullable Long urlVersion);

    /** Suspends or resumes an environment. A request for the present state changes nothing. */
    Result<Environment> setState(
            Request request, EnvironmentId id, long version, EnvironmentState state);

    /**
     * Deletes an environment that is not protected: its keys open nothing any more, its connections
     * are given back.
     */
    Result<Done> delete(Request request, EnvironmentId id, long version);
}

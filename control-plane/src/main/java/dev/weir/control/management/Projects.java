package dev.weir.control.management;

import dev.weir.events.ProjectId;

/** Commands on projects. */
public interface Projects {
    /** Makes a project. */
    Result<Project> create(Request request, String name);

    /** One project that is not deleted. */
    Result<Project> find(ProjectId id);

    /** All projects, oldest first. */
    Result<Page<Project>> list(PageRequest page);

    /** Deletes a project that has no environment. */
    Result<Done> delete(Request request, ProjectId id, long version);
}

package dev.weir.control.management;

import dev.weir.events.ProjectId;

/** Commands on projects. */
public interface Projects {
    /** Makes a project. Its name is unique. */
    Result<Project> create(Request request, String name, Marks marks);

    /** Makes a project without labels and protection. */
    default Result<Project> create(Request request, String name) {
        return create(request, name, Marks.UNCHANGED);
    }

    /** Gives a project another name, other labels or another protection. */
    Result<Project> update(Request request, ProjectId id, long version, String name, Marks marks);

    /** One project that is not deleted, by its id or its name. */
    Result<Project> named(String reference);

    /** One project that is not deleted. */
    Result<Project> find(ProjectId id);

    /** All projects, or the one of the page's name, oldest first. */
    Result<Page<Project>> list(PageRequest page);

    /** Deletes a project that has no environment and is not protected. */
    Result<Done> delete(Request request, ProjectId id, long version);
}

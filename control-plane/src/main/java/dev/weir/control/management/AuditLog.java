package dev.weir.control.management;

/** Commands carried out, with their actors. */
public interface AuditLog {
    /** All entries, newest first. */
    Result<Page<AuditEntry>> list(PageRequest page);
}

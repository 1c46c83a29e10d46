ALTER TABLE projects ADD COLUMN trashed_at INTEGER;

-- JSON: the first shots of the storyboard, for the mosaic of the projects page.
ALTER TABLE projects ADD COLUMN covers TEXT NOT NULL DEFAULT '[]';

-- The database itself keeps an owner in every project, however many requests come at once. When a
-- project is deleted, its members go with it.
CREATE TRIGGER project_members_keep_owner BEFORE UPDATE OF role ON project_members
WHEN OLD.role = 'owner' AND NEW.role <> 'owner' AND NOT EXISTS (
  SELECT 1 FROM project_members WHERE project = OLD.project AND role = 'owner' AND user_id <> OLD.user_id
)
BEGIN
  SELECT RAISE(ABORT, 'constraint: last_owner');
END;

CREATE TRIGGER project_members_leave_owner BEFORE DELETE ON project_members
WHEN OLD.role = 'owner' AND EXISTS (SELECT 1 FROM projects WHERE id = OLD.project) AND NOT EXISTS (
  SELECT 1 FROM project_members WHERE project = OLD.project AND role = 'owner' AND user_id <> OLD.user_id
)
BEGIN
  SELECT RAISE(ABORT, 'constraint: last_owner');
END;

-- And an admin who can sign in.
CREATE TRIGGER users_keep_admin BEFORE UPDATE OF role, disabled_at ON users
WHEN OLD.role = 'admin' AND OLD.disabled_at IS NULL AND (NEW.role <> 'admin' OR NEW.disabled_at IS NOT NULL)
  AND NOT EXISTS (
    SELECT 1 FROM users WHERE role = 'admin' AND disabled_at IS NULL AND id <> OLD.id
  )
BEGIN
  SELECT RAISE(ABORT, 'constraint: last_admin');
END;

"""What happens after the second reader says yes. The content system reads this while it starts: no imports here."""

from typing import Any


def publish_what_was_read(workflow_state: Any, user: Any = None) -> None:
    """Publish the very version that was read; nobody needs a right to publish for that (page_policy.py)."""
    workflow_state.current_task_state.revision.publish(user=user, skip_permission_checks=True)

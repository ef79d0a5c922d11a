"""Who may do what with newsletters. Pages have a policy of their own (page_policy.py)."""

from drakentemmers.accounts.permissions import Permission, allow, is_editor

allow(Permission.SEND_NEWSLETTER, is_editor)

"""The routes a stranger may open. Everything else asks to sign in first; a test walks every route."""

PUBLIC_ROUTES = frozenset(
    {
        "healthz",
        "readyz",
        "home",
        "accessibility",
        "safe_use",
        "privacy",
        "styleguide",
        "set_theme",
        "account_login",
        "account_signup",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "professionals",
        "professional",
        "why_not",
        "organisation",
        "offer_link",
        "api-v1:openapi-json",
        "api-v1:api-root",
    }
)

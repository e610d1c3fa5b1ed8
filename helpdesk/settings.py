"""Settings of one installation, read from the environment; `docs/configuration.md` lists every name."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from core.declarations import declared, merged, values_of
from core.variables import flag, number
from helpdesk import production
from helpdesk.environment import database_config, encoder_socket, encoders, redis_urls, state_folder

BASE_DIR = Path(__file__).resolve().parent.parent
CANDOR_HOME = state_folder(BASE_DIR)

DEBUG = flag("DEBUG", default=False)
PRODUCTION = flag("CANDOR_PRODUCTION", default=False)
DEFAULT_SECRET_KEY = "candor-development-key-never-use-in-production"  # noqa: S105 (known to everybody, refused in production)
SECRET_KEY = os.environ.get("SECRET_KEY", DEFAULT_SECRET_KEY)
# Newest first; older keys still decrypt and verify, so that keys rotate without downtime.
FIELD_KEYS = [key for key in os.environ.get("FIELD_KEYS", SECRET_KEY).split(",") if key]
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}").rstrip("/")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "*" if not PRODUCTION else "").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Packages beside the product, each a Django app with a module `urls`: the demo of `make run`.
EXTRA_APPS = [name.strip() for name in os.environ.get("EXTRA_APPS", "").split(",") if name.strip()]
if PRODUCTION and (
    faults := production.faults(
        production.Chosen(
            DEBUG, SECRET_KEY, FIELD_KEYS, DEFAULT_SECRET_KEY, ALLOWED_HOSTS, PUBLIC_URL, EXTRA_APPS
        )
    )
):
    raise ImproperlyConfigured("Candor does not start in production like this:\n- " + "\n- ".join(faults))

OWN_APPS = [
    "helpdesk",
    "practice",
    "quality",
    "insights",
    "integrations.importers",
    "integrations.email",
    "integrations.hubspot",
    "integrations.salesforce",
    "integrations.sign_on",
    "integrations.slack",
    "integrations.stripe",
    "integrations.webhooks",
    "integrations.linear",
    "integrations.github",
    "integrations.issues",
    "integrations.crm",
    "integrations.connections",
    "widget",
    "portal",
    "notices",
    "routing",
    "assistant",
    "kb",
    "sla",
    "tickets",
    "people",
    "core",
]
# What the apps with a `system.py` tell of themselves; verbs and scopes are read from here.
DECLARED = declared(OWN_APPS)
globals().update(values_of(DECLARED))
INSTALLED_APPS = [
    *EXTRA_APPS,
    *OWN_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "axes",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_prometheus",
]

MIDDLEWARE = [
    "core.request_id.RequestIdMiddleware",
    "core.api.headers.SafeHeadersMiddleware",
    "kb.brand_hosts.BrandHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "helpdesk.static_files.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.api.direct.DirectBegin",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.sign_in.DeviceMiddleware",
    "axes.middleware.AxesMiddleware",
    "core.api.direct.DirectEnd",
]

ROOT_URLCONF = "helpdesk.urls"
BRAND_HOST_URLCONF = "helpdesk.brand_urls"
ASGI_APPLICATION = "helpdesk.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database_config(CANDOR_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS = redis_urls(CANDOR_HOME)
CACHES = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedisCache",
        "LOCATION": REDIS.cache,
        "KEY_PREFIX": "candor",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
}
LIVE_REDIS_URL = REDIS.live
# Pub/sub ignores database numbers: installations that share a Redis need different prefixes.
LIVE_PREFIX = os.environ.get("LIVE_PREFIX", "candor")

CELERY_BROKER_URL = REDIS.celery
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "events"
# Every worker serves all of them, the urgent first and the others in turn, so that none waits behind
# thousands of tasks of another (`core.queue`).
CELERY_TASK_QUEUES = [
    Queue(name, routing_key=name)
    for name in ("urgent", "events", "slow", *(queue for system in DECLARED for queue in system.queues))
]
CELERY_TASK_ROUTES = {
    "assistant.tasks.*": {"queue": "slow"},
    "kb.tasks.*": {"queue": "slow"},
    **{task: {"queue": queue} for task, queue in merged(system.routes for system in DECLARED).items()},
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A publish must fail fast when Redis is down: the outbox sweep sends the work again.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "queue_order_strategy": "core.queue:UrgentFirst",
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_TASK_PUBLISH_RETRY = False

AUTH_USER_MODEL = "people.User"
# Anybody can read the passwords of these accounts in our documents. Production keeps them out, also where a
# database comes from a trial.
CLOSED_SIGN_IN_DOMAINS = ["demo.candor.test"] if PRODUCTION else []
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "people.sign_in.AddressBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "people.sign_in.ClosedAccountAdapter"
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
MFA_ADAPTER = "people.factors.FactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# people.guarding counts failures, people.api.second_step bounds the work, both by browser where it is known.
# allauth's own counts, by account or by address alone, would let anybody lock anybody out.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
MFA_RATE_LIMITS = {"webauthn_login": None}
AXES_HANDLER = "people.guarding.SignInGuard"
AXES_USERNAME_CALLABLE = "people.guarding.account_of"
AXES_CLIENT_IP_CALLABLE = "people.guarding.client_of"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# A refused attempt is no failure: otherwise whoever keeps trying keeps the account closed to their network.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Candor <support@localhost>")

SESSION_COOKIE_NAME = "candor_session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_ENGINE = "people.sessions"
CSRF_COOKIE_SECURE = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        # Radix and the editor position elements through style attributes; no inline script is allowed.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'", PUBLIC_URL.replace("http", "ws", 1)],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    },
}

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = CANDOR_HOME / "static"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.exists() else []
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = CANDOR_HOME / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 25 * 1024 * 1024
# Where ClamAV's daemon is asked about files, `host:port` or `/path`; empty, none is scanned.
CLAMD_ADDRESS = os.environ.get("CLAMD_ADDRESS", "").strip()
CLAMD_TIMEOUT_SECONDS = number("CLAMD_TIMEOUT_SECONDS", 60.0)
CLAMD_MAX_BYTES = number("CLAMD_MAX_BYTES", 100 * 1024 * 1024)

API_RATES = {"actor": os.environ.get("API_RATE", "1200/min")}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "people.authentication.TokenAuthentication",
        "people.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.permissions.IsStaffActor"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.rendering.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["core.api.throttling.ActorThrottle"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.Schema",
    "EXCEPTION_HANDLER": "core.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Candor API",
    "DESCRIPTION": (BASE_DIR / "docs" / "api.md").read_text(),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVERS": [{"url": "/", "description": "This installation."}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Choices that the description names once; the others are spelled out where they occur.
    "ENUM_NAME_OVERRIDES": {
        "AccountState": "assistant.accounts.STATES",
        "ArticleAudience": "kb.models.Audience",
        "ArticleStatus": "kb.models.Status",
        "AuthorKind": "tickets.models.AuthorKind",
        "BodyFormat": "kb.models.articles.BodyFormat",
        "Channel": "tickets.channels.CHANNEL_CHOICES",
        "DecisionStep": "routing.models.Decision.Step",
        "DeliveryState": "tickets.models.DeliveryState",
        "EntryKind": "tickets.models.EntryKind",
        "SourceItemOutcome": "kb.models.SourceLine.Outcome",
        "SourceKind": "kb.models.Kind",
        "SourceReason": "kb.models.Reason",
        "SourceRunState": "kb.models.SourceRun.State",
        "SourceSchedule": "kb.models.Schedule",
        "SourceState": "kb.models.State",
        "Handler": "tickets.models.Handler",
        "HandoffReason": "assistant.models.Reason",
        "IdentityKind": "people.models.Identity.Kind",
        "MailNotices": "people.models.MailNotices",
        "Presence": "people.models.Presence",
        "Priority": "tickets.models.Priority",
        "Role": "people.models.Role",
        "Segment": "people.models.Segment",
        "SharingConsent": "widget.models.Consent",
        "TicketStatus": "tickets.models.Status",
        "TicketType": "tickets.models.TicketType",
        "Tier": "tickets.models.Tier",
        "ViewKind": "tickets.models.View.Kind",
        "Visibility": "tickets.models.Visibility",
        **merged(system.enums for system in DECLARED),
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "helpdesk.live_shapes.describe_frames",
        "core.api.schema.name_enums",
        "core.api.schema.document_problems",
        "helpdesk.api_summaries.summarize",
        "helpdesk.api_examples.exemplify",
    ],
}

AI_ENGINE = os.environ.get("AI_ENGINE", "builtin")
OPENAI_BASE_URL = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
OPENAI_API_KEY = os.environ.get("OPENAI_API_KEY", "")
OPENAI_MODEL = os.environ.get("OPENAI_MODEL", "gpt-5-mini")
OPENAI_TIMEOUT_SECONDS = number("OPENAI_TIMEOUT_SECONDS", 20.0)
AI_DAILY_BUDGET_USD = number("AI_DAILY_BUDGET_USD", 25.0)
ENCODERS = encoders()
ENCODER_SOCKET = encoder_socket(CANDOR_HOME)

# Hosts that server-side requests may reach although they resolve to an internal address.
OUTBOUND_ALLOWED_HOSTS = [h for h in os.environ.get("OUTBOUND_ALLOWED_HOSTS", "").split(",") if h]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core.request_id.RequestIdFilter"}},
    "formatters": {"json": {"()": "core.logs.JSONFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
    },
}

SILENCED_SYSTEM_CHECKS = ["axes.W003"]

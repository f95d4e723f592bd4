"""Settings of Ordo. Whatever differs between machines comes from the environment: deploy/README.md lists it all."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from crm_project.env import env_bool, env_database, env_int, env_list, env_redis, env_secret, env_str
from crm_project.lib.logs import logging_to_stdout

ROOT = Path(__file__).resolve().parent.parent

# -- what this process is -----------------------------------------------------
APP_ENV = env_str("APP_ENV", "development", choices=("development", "production"))
PRODUCTION = APP_ENV == "production"
APP_PROCESS = env_str("APP_PROCESS", "command", choices=("web", "push", "worker", "command"))
DEBUG = env_bool("DEBUG", False) and not PRODUCTION
DATA_DIR = Path(env_str("DATA_DIR", str(ROOT / "var"))).resolve()
BASE_URL = env_str("BASE_URL", f"http://127.0.0.1:{env_int('PORT', 8000, most=65535)}").rstrip("/")
TLS = BASE_URL.startswith("https://")
SECRET_KEY = env_secret("SECRET_KEY", "development-only-" + "x" * 40, production=PRODUCTION)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
TRUSTED_PROXIES = env_list("TRUSTED_PROXIES")
APP_TEST_CLOCK = os.environ.get("APP_TEST_CLOCK", "")

if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set; name the hosts of this installation.")
if PRODUCTION and APP_TEST_CLOCK:
    raise ImproperlyConfigured("APP_TEST_CLOCK is for tests; production goes by the real clock.")
if PRODUCTION and not TLS and not env_bool("ALLOW_PLAIN_HTTP", False):
    raise ImproperlyConfigured("BASE_URL must begin with https:// in production.")

# -- apps, from the ground up ---------------------------------------------------
FROM_THE_GROUND_UP = [
    "outbox",
    "timeline",
    "accounts",
    "notifications",
    "fields",
    "bulk",
    "regulations",
    "training",
    "rollout",
    "contacts",
    "deals",
    "documents",
    "leads",
    "tasks",
    "chains",
    "projects",
    "telephony",
    "workday",
    "automation",
    "reports",
    "search",
    "exchange",
]
INSTALLED_APPS = [
    "crm_project.apps.ProjectConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_totp",
    *FROM_THE_GROUND_UP,
]
MIDDLEWARE = [
    "crm_project.middleware.headers.HeadersMiddleware",
    "crm_project.middleware.request.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "crm_project.middleware.refusals.RefusalsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "crm_project.middleware.person.PersonMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "training.middleware.TrainingModeMiddleware",
]
ROOT_URLCONF = "crm_project.urls"
WSGI_APPLICATION = "crm_project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm_project.lib.page_mode.form_token",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- database ---------------------------------------------------------------------
STATEMENT_TIMEOUT_MS = {"web": 10_000, "push": 5_000, "worker": 300_000, "command": 0}[APP_PROCESS]
DATABASES = {
    "default": env_database(
        "DATABASE_URL",
        statement_timeout=STATEMENT_TIMEOUT_MS,
        lock_timeout=5_000,
        idle_in_transaction_session_timeout=60_000,
    )
    | {"CONN_MAX_AGE": env_int("DATABASE_CONN_MAX_AGE", 300), "CONN_HEALTH_CHECKS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- broker and cache ---------------------------------------------------------------
REDIS_URL = env_redis("REDIS_URL")
REDIS_CONNECT_SECONDS, REDIS_ANSWER_SECONDS = 1, 2
CACHES = {
    "default": {
        "BACKEND": "crm_project.lib.tolerant_cache.TolerantCache",
        "LOCATION": env_str("CACHE_URL", REDIS_URL),
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_connect_timeout": REDIS_CONNECT_SECONDS, "socket_timeout": REDIS_ANSWER_SECONDS},
    }
}

# -- jobs -----------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": REDIS_CONNECT_SECONDS,
    "socket_timeout": REDIS_ANSWER_SECONDS,
    "retry_on_timeout": False,
    "max_retries": 0,
    "visibility_timeout": 3600,
    "global_keyprefix": "ordo:",
}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 1500
CELERY_TASK_TIME_LIMIT = 1560
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {"tick": {"task": "crm_project.tick", "schedule": 60.0, "options": {"queue": "critical", "expires": 55}}}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# -- people -------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_HASHERS = [
    "crm_project.lib.passwords.TunedArgon2Hasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["accounts.backends.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.NotTooLongValidator"},
    {"NAME": "accounts.passwords.NotOurWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
OTP_TOTP_THROTTLE_FACTOR = 1
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 24 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# -- what browsers are told ---------------------------------------------------------
SESSION_COOKIE_NAME = "__Host-session" if TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if TLS else "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "crm_project.errors.csrf_failed"
SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o640

# -- languages and time -------------------------------------------------------------
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [ROOT / "crm_project" / "locale"]
USE_TZ = True
TIME_ZONE = env_str("COMPANY_ZONE", "Europe/Moscow")

# -- files --------------------------------------------------------------------------
STATIC_HASHED = env_bool("STATIC_HASHED", PRODUCTION)
STATIC_URL = "/static/"
STATIC_ROOT = Path(env_str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [ROOT / "static"] if (ROOT / "static").is_dir() else []
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_HASHED
WHITENOISE_MAX_AGE = 3600 if STATIC_HASHED else 0
WHITENOISE_ALLOW_ALL_ORIGINS = False

# -- mail ---------------------------------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if os.environ.get("SMTP_HOST") else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = os.environ.get("SMTP_HOST", "")
EMAIL_PORT = env_int("SMTP_PORT", 587, most=65535)
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
EMAIL_USE_TLS = env_bool("SMTP_STARTTLS", True)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_str("MAIL_FROM", "ordo@localhost")

# -- wake-up calls of browsers: the services they may name --------------------------
PUSH_HOSTS = env_list(
    "PUSH_HOSTS",
    ["fcm.googleapis.com", "*.push.services.mozilla.com", "*.notify.windows.com", "*.push.apple.com"],
)

# -- logs, checks ---------------------------------------------------------------------
LOGGING_CONFIG = None
logging_to_stdout(env_str("LOG_LEVEL", "info", choices=("debug", "info", "warning", "error")), quiet=APP_PROCESS == "command")
# W019 wants no frames at all; our own pages show documents in frames, and the policy of HeadersMiddleware allows just that.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

if env_bool("ZEAL", False):
    INSTALLED_APPS.append("zeal")
    MIDDLEWARE.insert(0, "zeal.middleware.zeal_middleware")
    ZEAL_RAISE = True

if env_bool("LINT_MIGRATIONS", False):
    INSTALLED_APPS.append("django_migration_linter")
    MIGRATION_LINTER_OPTIONS = {"include_apps": FROM_THE_GROUND_UP, "exclude_migration_tests": ["RUNPYTHON_REVERSIBLE"]}

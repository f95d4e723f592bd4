"""Settings of Ordo. Everything that differs between machines comes from the environment; see deploy/README.md."""

from pathlib import Path

from crm_project.env import env_bool, env_database, env_int, env_list, env_redis, env_secret, env_str

ROOT = Path(__file__).resolve().parent.parent

# -- what this process is -----------------------------------------------------
APP_ENV = env_str("APP_ENV", "development", choices=("development", "production"))
PRODUCTION = APP_ENV == "production"
DEBUG = env_bool("DEBUG", False) and not PRODUCTION
DATA_DIR = Path(env_str("DATA_DIR", str(ROOT / "var"))).resolve()
BASE_URL = env_str("BASE_URL", f"http://127.0.0.1:{env_int('PORT', 8000, most=65535)}").rstrip("/")
TLS = BASE_URL.startswith("https://")
SECRET_KEY = env_secret("SECRET_KEY", "development-only-" + "x" * 40, production=PRODUCTION)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])

# -- apps, from the ground up ---------------------------------------------------
OUR_APPS = [
    name
    for name in (
        "outbox timeline accounts notifications fields regulations contacts deals leads tasks telephony workday reports search exchange"
    ).split()
    if (ROOT / name / "apps.py").exists()
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
    "django_otp.plugins.otp_static",
    *OUR_APPS,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- database and broker --------------------------------------------------------
DATABASES = {"default": env_database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env_redis("REDIS_URL")

# -- people -----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

# -- languages and time -----------------------------------------------------------
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [ROOT / "crm_project" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# -- files -------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"] if (ROOT / "static").exists() else []
MEDIA_ROOT = DATA_DIR / "files"

# -- jobs --------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)

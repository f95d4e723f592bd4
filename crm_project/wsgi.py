import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_project.settings")
os.environ.setdefault("APP_PROCESS", "web")
application = get_wsgi_application()

# What is loaded by now stays: the collector need not walk through it, nor come after every 700 objects of a page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)

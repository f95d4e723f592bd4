"""What practical tasks know of the day."""

from django.utils.translation import gettext_lazy as _

from training.practice import vocabulary

vocabulary.start("workday:my-day", _("My day"))

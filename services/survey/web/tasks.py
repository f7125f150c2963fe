"""What is owed because of customers' answers, over HTTP."""

from plumbing import task_views

from ..use_cases.result_tasks import KINDS
from .results import READERS

router = task_views.router(KINDS, READERS)

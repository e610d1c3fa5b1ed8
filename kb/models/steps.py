from django.db import models

from kb.models.articles import Article


class StepMiss(models.Model):
    """
    How often "Show me" did not find the element of a step, by its selector; nothing of who looked.

    Rows of selectors that an article no longer has say nothing and go with its next publication.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    selector = models.CharField(max_length=300)
    shown = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    missed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "selector"], name="step_once")]

    def __str__(self) -> str:
        return self.selector

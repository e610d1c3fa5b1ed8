from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Value
from pgvector.django import HalfVectorField, HnswIndex, VectorField

from kb.embedding import DIMENSION
from kb.encoding.kinds import LANGUAGES, SENTENCES
from kb.models.articles import Article


class Chunk(models.Model):
    """
    One passage of a published article, with everything that a search filters and ranks by.

    Rows exist only while their article is published: withdrawn content disappears from every answer in the
    same transaction. Audience, brands and language repeat the article's, so that a single query filters
    before it ranks. An empty `engine` means that the vector has yet to be made; in the same way
    `sentence_version` and `language_version` name the encoder (`kb.encoding`) that made the vector beside it.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    heading_path = ArrayField(models.CharField(max_length=300), default=list)
    headings = models.TextField(blank=True)
    anchor = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    codes = ArrayField(models.CharField(max_length=80), default=list)
    search = SearchVectorField()
    embedding = VectorField(dimensions=DIMENSION, null=True)
    engine = models.CharField(max_length=80, blank=True)
    dimension = models.PositiveSmallIntegerField(default=DIMENSION)
    # Half the size, so that all vectors stay in the row; the cosines differ in the fourth digit.
    sentence_vector = HalfVectorField(dimensions=SENTENCES.dimension, null=True)
    sentence_version = models.CharField(max_length=80, blank=True, default="", db_default="")
    language_vector = HalfVectorField(dimensions=LANGUAGES.dimension, null=True)
    language_version = models.CharField(max_length=80, blank=True, default="", db_default="")
    audience = models.CharField(max_length=10)
    audience_keys = ArrayField(models.CharField(max_length=40))
    brand_ids = ArrayField(models.BigIntegerField(), default=list)
    language = models.CharField(max_length=12)
    # Readers of these languages get the article in theirs; `*` is every language but the passage's own.
    yields_to = ArrayField(models.CharField(max_length=12), default=list, db_default=Value([]))

    class Meta:
        indexes = [
            models.Index(fields=["article", "position"], name="chunk_by_article"),
            models.Index(fields=["engine", "id"], name="chunk_by_engine"),
            models.Index(fields=["sentence_version", "id"], name="chunk_by_sentence_version"),
            models.Index(fields=["language_version", "id"], name="chunk_by_language_version"),
            GinIndex(fields=["search"], name="chunk_search"),
            GinIndex(fields=["codes"], name="chunk_codes"),
            GinIndex(fields=["audience_keys"], name="chunk_audience"),
            HnswIndex(fields=["embedding"], name="chunk_embedding", opclasses=["vector_cosine_ops"]),
            HnswIndex(fields=["sentence_vector"], name="chunk_sentence", opclasses=["halfvec_cosine_ops"]),
            HnswIndex(fields=["language_vector"], name="chunk_language", opclasses=["halfvec_cosine_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.position}"


class Term(models.Model):
    """
    The number of passages that contain a word stem, by audience, and its spelling for corrections.

    There are three counts instead of one so that a reader's ranking depends only on what that reader may
    read. Passages for chosen segments, companies or teams are not counted at all. The row with the empty
    lexeme holds the number of passages.
    """

    lexeme = models.TextField(primary_key=True)
    word = models.TextField(blank=True)
    deletes = ArrayField(models.TextField(), default=list)
    public = models.IntegerField(default=0)
    customers = models.IntegerField(default=0)
    staff = models.IntegerField(default=0)

    class Meta:
        indexes = [GinIndex(fields=["deletes"], name="term_deletes")]

    def __str__(self) -> str:
        return self.lexeme


class Reembedding(models.Model):
    """One change of the embedding engine; until it is finished, the vectors of both engines are read."""

    from_engine = models.CharField(max_length=80)
    to_engine = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_engine", "to_engine"],
                condition=models.Q(finished_at__isnull=True),
                name="reembedding_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_engine} to {self.to_engine}"

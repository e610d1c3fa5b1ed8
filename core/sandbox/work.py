"""What a job of the sandbox raises; it is imported in the process with the limits, and knows no Django."""


class Refused(Exception):
    """The job will not do this, and says why in words for people."""

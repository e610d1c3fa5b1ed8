"""Ask: a restricted query language over measures, and how questions become it."""

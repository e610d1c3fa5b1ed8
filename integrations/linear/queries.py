"""
The documents that are sent to Linear, in GraphQL.

Every one of them is checked against Linear's published schema by `tests/contract/linear`.
"""

_ISSUE = """
fragment IssueParts on Issue {
  id identifier url title description priority dueDate updatedAt archivedAt trashed
  state { name type }
  team { id key }
  assignee { name }
  cycle { number name }
  labels(first: 20) { nodes { id } }
}
"""

WHO = "query Who { organization { id name } }"

LOOK = "query Look($id: String!) { issue(id: $id) { ...IssueParts } }" + _ISSUE

CHANGED = (
    """
query Changed($filter: IssueFilter, $after: String) {
  issues(filter: $filter, first: 25, after: $after, orderBy: updatedAt, includeArchived: true) {
    nodes {
      ...IssueParts
      comments(first: 20, orderBy: updatedAt) { nodes { id body createdAt user { name } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
    + _ISSUE
)

CATALOG = """
query Catalog {
  teams(first: 100) { nodes { id name } }
  projects(first: 100) { nodes { id name teams(first: 10) { nodes { id } } } }
  issueLabels(first: 200) { nodes { id name isGroup team { id } } }
}
"""

CREATE = (
    "mutation Create($input: IssueCreateInput!) {"
    " issueCreate(input: $input) { success issue { ...IssueParts } } }" + _ISSUE
)

COMMENT = "mutation Comment($input: CommentCreateInput!) { commentCreate(input: $input) { success } }"

CUSTOMER = "mutation Customer($input: CustomerUpsertInput!) { customerUpsert(input: $input) { success } }"

NEED = "mutation Need($input: CustomerNeedCreateInput!) { customerNeedCreate(input: $input) { success } }"

LINK = "mutation Link($input: AttachmentCreateInput!) { attachmentCreate(input: $input) { success } }"

WEBHOOK = "mutation Webhook($input: WebhookCreateInput!) { webhookCreate(input: $input) { success } }"

ALL = {
    "who": WHO,
    "look": LOOK,
    "changed": CHANGED,
    "catalog": CATALOG,
    "create": CREATE,
    "comment": COMMENT,
    "customer": CUSTOMER,
    "need": NEED,
    "link": LINK,
    "webhook": WEBHOOK,
}

"""The CRM, whichever it is: companies, contacts, owners and deals in, outcomes of tickets out."""

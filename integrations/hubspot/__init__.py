"""HubSpot as the CRM: companies, contacts, owners and deals in, outcomes of tickets out."""

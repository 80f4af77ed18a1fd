"""Letters of the product to people: written in a transaction, sent by a job."""

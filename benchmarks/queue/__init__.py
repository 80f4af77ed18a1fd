"""How many jobs a worker process does a second, and how soon one starts, beside other queues."""

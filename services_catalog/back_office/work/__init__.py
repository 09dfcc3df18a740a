"""Long work, done beside the web application: a process of its own for each job, which tells how far it is."""

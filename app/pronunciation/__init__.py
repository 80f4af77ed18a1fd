"""How words are said: lexicons of an organization, its projects and its episodes."""

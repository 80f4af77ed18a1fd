"""What every episode of a show has around it: a sound before and after, a cover, and how loud it all is."""

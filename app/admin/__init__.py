"""piccolo-admin for the operators of an installation: mirrors of the few tables they touch."""

"""The commands of ``hexapla``, a module each: they parse, call and print."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class TunedArgon2Hasher(Argon2PasswordHasher):
    """150 to 250 ms on two ordinary cores; the memory bound keeps a burst of sign-ins affordable."""

    time_cost = 3
    memory_cost = 47104
    parallelism = 1

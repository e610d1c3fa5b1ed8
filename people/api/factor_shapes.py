"""The shapes of the API's answers about second factors."""

from rest_framework import serializers

from core.api.shapes import Shape


class TotpShape(Shape):
    """One's authenticator app."""

    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class PasskeyShape(Shape):
    """A passkey of one's own."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    signs_in_alone = serializers.BooleanField(
        allow_null=True, help_text="Whether it signs in without a password; null where its maker did not say."
    )
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class CodesLeftShape(Shape):
    """How many recovery codes are left."""

    left = serializers.IntegerField()
    total = serializers.IntegerField()


class FactorsShape(Shape):
    """One's own second factors."""

    has_password = serializers.BooleanField()
    proved_until = serializers.DateTimeField(
        allow_null=True,
        help_text="Until when this browser has proved who sits there; null if it has to again.",
    )
    totp = TotpShape(allow_null=True)
    passkeys = PasskeyShape(many=True)
    recovery_codes = CodesLeftShape(allow_null=True)


class ProvedShape(Shape):
    """A proof was given."""

    proved_until = serializers.DateTimeField()


class OptionsShape(Shape):
    """What the browser's WebAuthn functions take, in their JSON form."""

    options = serializers.JSONField()


class TotpBegunShape(Shape):
    """A new key for an authenticator app, which does not count yet."""

    secret = serializers.CharField(help_text="Base32, to type.")
    uri = serializers.CharField(help_text="`otpauth://…`, as in the QR code.")
    picture = serializers.CharField(help_text="The QR code as an SVG document.")


class RecoveryCodesShape(Shape):
    """Recovery codes, shown this once; empty if there were some before."""

    codes = serializers.ListField(child=serializers.CharField())


class PasskeyAddedShape(RecoveryCodesShape):
    """A new passkey, and recovery codes if it is the first factor."""

    passkey = PasskeyShape()


class FactorsResetShape(Shape):
    """How many factors were taken away."""

    removed = serializers.IntegerField()

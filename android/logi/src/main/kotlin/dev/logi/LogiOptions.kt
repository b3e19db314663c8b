package dev.logi

import dev.logi.core.DevicePlatform
import dev.logi.core.Options
import java.io.File
import java.security.SecureRandom

/** What an app decides about logi. */
public class LogiOptions(
    /** The one server that is trusted, as `https://login.example`. Codes of any other are refused. */
    public val issuer: String,
    /** The server's keys as the app was built with: the text of its `/.well-known/logi-keys.json`. */
    public val pins: String,
    /** The host of links that begin a login on this same device, as `open.login.example`, where the server has one. */
    public val linkHost: String? = null,
    /** How approvals are confirmed. */
    public val presence: PresenceMode = PresenceMode.BIOMETRIC,
    /** The device's name as its owner knows it, as `Settings.Global.DEVICE_NAME`. */
    public val deviceName: String? = null,
    /** What the keys' certificates answer to. A server that gives one learns that the keys were made for it, and just now. */
    attestationChallenge: ByteArray = ByteArray(32).also { SecureRandom().nextBytes(it) },
) {
    internal val attestationChallenge: ByteArray = attestationChallenge.copyOf()

    internal fun forCore(marker: File, deviceValue: ByteArray): Options =
        Options(
            issuer = issuer,
            linkHost = linkHost,
            pins = pins,
            platform = DevicePlatform.ANDROID,
            deviceName = deviceName,
            deviceValue = deviceValue,
            markerPath = marker.path,
        )
}

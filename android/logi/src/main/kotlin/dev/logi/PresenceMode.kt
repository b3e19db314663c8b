package dev.logi

import android.annotation.TargetApi
import android.app.KeyguardManager
import android.content.Context
import android.hardware.biometrics.BiometricManager
import android.os.Build

/**
 * How a person confirms an approval. It is declared when the app opens logi, is told to the server, and applies to the key that is
 * made then; one mode never stands in for the other.
 */
public enum class PresenceMode {
    /** A fingerprint or a face of the class that Android calls strong. Adding one makes the key invalid. */
    BIOMETRIC,

    /**
     * The phone's own PIN, pattern or password, from Android 11 on: before, the system has no way to ask for it at every use.
     * Adding a fingerprint does not make such a key invalid.
     */
    DEVICE_CREDENTIAL,
    ;

    /** Whether this phone can be used in this mode, as it is set up at this moment. */
    public fun availability(context: Context): PresenceAvailability =
        when (this) {
            BIOMETRIC -> biometric(context)
            DEVICE_CREDENTIAL -> deviceCredential(context)
        }
}

/** Whether a [PresenceMode] can be used. */
public enum class PresenceAvailability {
    /** It can. */
    READY,

    /** The phone has what it takes, but its owner has not set it up. */
    NOT_SET_UP,

    /** The phone cannot: no such sensor, one that is not strong enough, or an Android that is too old. */
    NOT_POSSIBLE,
}

private fun biometric(context: Context): PresenceAvailability =
    when {
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.R -> strongBiometric(context)
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q -> anyBiometric(context)
        else -> fingerprint(context)
    }

@TargetApi(Build.VERSION_CODES.R)
private fun strongBiometric(context: Context): PresenceAvailability =
    toAvailability(context.getSystemService(BiometricManager::class.java).canAuthenticate(BiometricManager.Authenticators.BIOMETRIC_STRONG))

@TargetApi(Build.VERSION_CODES.Q)
@Suppress("DEPRECATION")
private fun anyBiometric(context: Context): PresenceAvailability =
    toAvailability(context.getSystemService(BiometricManager::class.java).canAuthenticate())

private fun toAvailability(answer: Int): PresenceAvailability =
    when (answer) {
        BiometricManager.BIOMETRIC_SUCCESS -> PresenceAvailability.READY
        BiometricManager.BIOMETRIC_ERROR_NONE_ENROLLED -> PresenceAvailability.NOT_SET_UP
        else -> PresenceAvailability.NOT_POSSIBLE
    }

@Suppress("DEPRECATION")
private fun fingerprint(context: Context): PresenceAvailability {
    val sensor = context.getSystemService(android.hardware.fingerprint.FingerprintManager::class.java)
    return when {
        sensor == null || !sensor.isHardwareDetected -> PresenceAvailability.NOT_POSSIBLE
        sensor.hasEnrolledFingerprints() -> PresenceAvailability.READY
        else -> PresenceAvailability.NOT_SET_UP
    }
}

private fun deviceCredential(context: Context): PresenceAvailability =
    when {
        Build.VERSION.SDK_INT < Build.VERSION_CODES.R -> PresenceAvailability.NOT_POSSIBLE
        context.getSystemService(KeyguardManager::class.java).isDeviceSecure -> PresenceAvailability.READY
        else -> PresenceAvailability.NOT_SET_UP
    }

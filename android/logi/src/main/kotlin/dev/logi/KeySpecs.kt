package dev.logi

import android.annotation.TargetApi
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import dev.logi.core.KeyRole
import java.security.spec.ECGenParameterSpec

/** How a key is to be made. */
internal class KeyWish(
    val role: KeyRole,
    val mode: PresenceMode,
    val strongBox: Boolean,
    val attestationChallenge: ByteArray?,
)

/** The Keystore's name of the key for [role]. */
internal fun aliasOf(role: KeyRole): String =
    when (role) {
        KeyRole.POSSESSION -> "dev.logi.possession"
        KeyRole.APPROVAL -> "dev.logi.approval"
    }

/** P-256, for signing over SHA-256 and nothing else. What [KeyRole.APPROVAL] signs needs its person each time. */
internal fun specOf(wish: KeyWish): KeyGenParameterSpec {
    val builder = KeyGenParameterSpec.Builder(aliasOf(wish.role), KeyProperties.PURPOSE_SIGN)
        .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
        .setDigests(KeyProperties.DIGEST_SHA256)
        .setIsStrongBoxBacked(wish.strongBox)
        .setAttestationChallenge(wish.attestationChallenge)
    if (wish.role == KeyRole.APPROVAL) demandPresence(builder, wish.mode)
    return builder.build()
}

private fun demandPresence(builder: KeyGenParameterSpec.Builder, mode: PresenceMode) {
    builder.setUserAuthenticationRequired(true)
        .setInvalidatedByBiometricEnrollment(true)
        .setUnlockedDeviceRequired(true)
    // Before Android 11 a key that demands authentication without a time span demands a strong biometric at every use.
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) demandAtEveryUse(builder, mode)
}

@TargetApi(Build.VERSION_CODES.R)
private fun demandAtEveryUse(builder: KeyGenParameterSpec.Builder, mode: PresenceMode) {
    val kind = when (mode) {
        PresenceMode.BIOMETRIC -> KeyProperties.AUTH_BIOMETRIC_STRONG
        PresenceMode.DEVICE_CREDENTIAL -> KeyProperties.AUTH_DEVICE_CREDENTIAL
    }
    builder.setUserAuthenticationParameters(0, kind)
}

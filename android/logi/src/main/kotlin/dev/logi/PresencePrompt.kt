package dev.logi

import android.annotation.TargetApi
import android.content.Context
import android.content.DialogInterface
import android.hardware.biometrics.BiometricManager.Authenticators
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import dev.logi.core.DeviceKeyException
import dev.logi.core.SignReason
import java.security.Signature
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/** What the system's prompt says. */
public class PromptText(
    /** The question, as `Log in to Northwind Books?`. */
    public val title: CharSequence,
    /** The verified domain. */
    public val subtitle: CharSequence,
    /** The way out. The system words its own in [PresenceMode.DEVICE_CREDENTIAL]. */
    public val cancel: CharSequence,
)

/** The app's words for the system's prompt. */
public fun interface PromptWording {
    /** The words for a login to [application], which returns to [domain]. */
    public fun of(application: String, domain: String): PromptText
}

/**
 * The system's own prompt, which opens one signature of one key. There is no answer "confirmed" apart from that: who calls gets the
 * signature object that the system unlocked, or an error.
 */
internal class PresencePrompt(
    private val context: Context,
    private val wording: PromptWording,
) {
    private val main = context.mainExecutor.asCoroutineDispatcher()
    private val one = Mutex()

    /** The object to sign with, of a key that was made for [mode]. Cancelling the call takes the prompt away. */
    suspend fun unlock(signature: Signature, reason: SignReason.Approve, mode: PresenceMode): Signature =
        one.withLock {
            withContext(main) {
                suspendCancellableCoroutine { continuation -> show(signature, reason, mode, continuation) }
            }
        }

    private fun show(signature: Signature, reason: SignReason.Approve, mode: PresenceMode, continuation: CancellableContinuation<Signature>) {
        val signal = CancellationSignal()
        continuation.invokeOnCancellation { signal.cancel() }
        val builder = BiometricPrompt.Builder(context)
        val text = wording.of(reason.application, reason.domain)
        builder.setTitle(text.title).setSubtitle(text.subtitle)
        allow(builder, mode, text.cancel, continuation)
        val answer = Answer(continuation)
        builder.build().authenticate(BiometricPrompt.CryptoObject(signature), signal, context.mainExecutor, answer)
    }

    private fun allow(builder: BiometricPrompt.Builder, mode: PresenceMode, cancel: CharSequence, continuation: CancellableContinuation<Signature>) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) demandConfirmation(builder)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) restrict(builder, mode)
        if (mode == PresenceMode.DEVICE_CREDENTIAL) return
        val refuse = DialogInterface.OnClickListener { _, _ -> continuation.fail(DeviceKeyException.NotConfirmed()) }
        builder.setNegativeButton(cancel, context.mainExecutor, refuse)
    }

    /** A face alone, in passing, approves nothing: the person presses a button too. */
    @TargetApi(Build.VERSION_CODES.Q)
    private fun demandConfirmation(builder: BiometricPrompt.Builder) {
        builder.setConfirmationRequired(true)
    }

    @TargetApi(Build.VERSION_CODES.R)
    private fun restrict(builder: BiometricPrompt.Builder, mode: PresenceMode) {
        builder.setAllowedAuthenticators(
            when (mode) {
                PresenceMode.BIOMETRIC -> Authenticators.BIOMETRIC_STRONG
                PresenceMode.DEVICE_CREDENTIAL -> Authenticators.DEVICE_CREDENTIAL
            },
        )
    }

    private class Answer(private val continuation: CancellableContinuation<Signature>) : BiometricPrompt.AuthenticationCallback() {
        override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
            val unlocked = result.cryptoObject?.signature
            if (unlocked == null) {
                continuation.fail(DeviceKeyException.Unavailable("the prompt gave no signature back"))
            } else if (continuation.isActive) {
                continuation.resume(unlocked)
            }
        }

        override fun onAuthenticationError(code: Int, text: CharSequence) = continuation.fail(errorOf(code))
    }
}

private fun CancellableContinuation<Signature>.fail(error: DeviceKeyException) {
    if (isActive) resumeWithException(error)
}

private fun errorOf(code: Int): DeviceKeyException =
    when (code) {
        BiometricPrompt.BIOMETRIC_ERROR_CANCELED,
        BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED,
        BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT,
        -> DeviceKeyException.NotConfirmed()
        BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT,
        BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT,
        -> DeviceKeyException.Locked()
        else -> DeviceKeyException.Unavailable("the prompt failed with $code")
    }

package dev.logi

import android.annotation.TargetApi
import android.app.KeyguardManager
import android.content.Context
import android.os.Build
import android.security.KeyStoreException
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.UserNotAuthenticatedException
import java.security.UnrecoverableKeyException

/** What a refusal of the Android Keystore means for a key. */
internal enum class KeystoreFault {
    /** It is gone for good. */
    LOST,

    /** It opens once the phone is unlocked. */
    LOCKED,

    /** It cannot be had now, and nothing says that it is gone. */
    UNAVAILABLE,
    ;

    internal companion object {
        /** What [error] means, on this phone and at this moment. Only what the Keystore says for sure ends a key. */
        fun of(error: Exception, context: Context): KeystoreFault =
            when {
                error is KeyPermanentlyInvalidatedException || error is UnrecoverableKeyException && isFinal(error) -> LOST
                error is UserNotAuthenticatedException || context.getSystemService(KeyguardManager::class.java).isDeviceLocked -> LOCKED
                else -> UNAVAILABLE
            }

        /**
         * What `KeyStore.getKey` makes of a key that became invalid has no cause. With one, the Keystore could not look: it is
         * locked, or has trouble of its own, and from Android 13 on says whether the key is to blame.
         */
        private fun isFinal(error: UnrecoverableKeyException): Boolean {
            val cause = error.cause ?: return true
            return Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && isCorrupted(cause)
        }

        @TargetApi(Build.VERSION_CODES.TIRAMISU)
        private fun isCorrupted(cause: Throwable): Boolean = cause is KeyStoreException && cause.numericErrorCode == KeyStoreException.ERROR_KEY_CORRUPTED
    }
}

package dev.logi.testing

import android.hardware.biometrics.BiometricPrompt
import android.os.CancellationSignal
import java.util.concurrent.Executor
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.annotation.RealObject
import org.robolectric.annotation.Resetter
import org.robolectric.util.ReflectionHelpers

/** The system's prompt without a screen: it waits for a test to play the person. A class of tests names it in `@Config(shadows = …)`. */
@Implements(BiometricPrompt::class)
class ShadowPrompt {
    @RealObject
    private lateinit var prompt: BiometricPrompt

    @Implementation
    fun authenticate(crypto: BiometricPrompt.CryptoObject, cancel: CancellationSignal, executor: Executor, callback: BiometricPrompt.AuthenticationCallback) {
        shown = Shown(prompt, crypto, executor, callback)
        cancel.setOnCancelListener { shown = null }
    }

    /** A prompt on the screen. */
    class Shown internal constructor(
        val prompt: BiometricPrompt,
        val crypto: BiometricPrompt.CryptoObject,
        private val executor: Executor,
        private val callback: BiometricPrompt.AuthenticationCallback,
    ) {
        /** The person confirms: the key is open for one signature, and the object comes back. */
        fun confirm() {
            KeystoreInMemory.authorize()
            answer(crypto)
        }

        /** A success without the object, as malware that hooks the callback would feign it. */
        fun feign() = answer(null)

        /** The prompt ends with an error of `BiometricPrompt`. */
        fun fail(code: Int) {
            shown = null
            executor.execute { callback.onAuthenticationError(code, "error $code") }
        }

        private fun answer(crypto: BiometricPrompt.CryptoObject?) {
            shown = null
            val constructor = BiometricPrompt.AuthenticationResult::class.java.declaredConstructors.maxBy { it.parameterCount }.apply { isAccessible = true }
            val arguments = constructor.parameterTypes.map { type ->
                if (type.isAssignableFrom(BiometricPrompt.CryptoObject::class.java)) crypto else ReflectionHelpers.defaultValueForType(type.name)
            }
            executor.execute { callback.onAuthenticationSucceeded(constructor.newInstance(*arguments.toTypedArray()) as BiometricPrompt.AuthenticationResult) }
        }
    }

    companion object {
        /** What is on the screen, if anything. */
        var shown: Shown? = null
            private set

        @JvmStatic
        @Resetter
        fun reset() {
            shown = null
        }
    }
}

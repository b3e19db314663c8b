package dev.logi.app

import android.app.Application
import android.app.KeyguardManager
import android.hardware.biometrics.BiometricManager
import dev.logi.app.phone.Confirmation
import dev.logi.app.phone.LogiPhone
import dev.logi.app.phone.PhoneException
import dev.logi.app.phone.Problem
import dev.logi.core.Installation
import dev.logi.testing.KeystoreInMemory
import java.net.ServerSocket
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlinx.coroutines.runBlocking
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBiometricManager

/** The screens' phone over the real library and its core, without a server: what it refuses before any call, and how it says so. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], application = Application::class)
class LogiPhoneTest {
    private val context get() = RuntimeEnvironment.getApplication()
    private val nobody = ServerSocket(0).use { it.localPort }
    private val issuer = "http://localhost:$nobody"
    private val phone by lazy { LogiPhone(context, Server(issuer, linkHost = null, pins = """{"keys":[]}""")) }

    @Before fun phoneWithAScreenLock() {
        KeystoreInMemory.install()
        Shadow.extract<ShadowBiometricManager>(context.getSystemService(BiometricManager::class.java)).setCanAuthenticate(false)
        shadowOf(context.getSystemService(KeyguardManager::class.java)).setIsDeviceSecure(true)
    }

    @Test fun `a phone without biometrics says that it asks for the screen lock`() = runBlocking {
        assertEquals(Confirmation.SCREEN_LOCK, phone.confirmation())
        shadowOf(context.getSystemService(KeyguardManager::class.java)).setIsDeviceSecure(false)
        assertEquals(Confirmation.NONE, phone.confirmation())
    }

    @Test fun `a phone without any lock makes no account`() = runBlocking {
        shadowOf(context.getSystemService(KeyguardManager::class.java)).setIsDeviceSecure(false)
        assertEquals(Problem.KeyUnavailable, problem { phone.enrol() })
        assertEquals(Installation.Fresh, phone.installation())
    }

    @Test fun `foreign codes are refused with what is wrong with them`() = runBlocking {
        assertEquals(Problem.NotALogiCode, problem { phone.beginSeen(listOf("WIFI:S:Cafe;;")) })
        assertEquals(Problem.Unsigned, problem { phone.beginSeen(listOf("""{"session":"7c9e6679-7425-40de-944b-e07fc1f90ae7","domain":"localhost"}""")) })
        assertEquals(Problem.WrongDomain("api.1pass.dev.evil.example"), problem { phone.beginSeen(listOf(code("https://api.1pass.dev.evil.example"))) })
        assertEquals(Problem.Expired, problem { phone.beginSeen(listOf(code(issuer))) })
    }

    @Test fun `without a server an account is not made, and the same try goes on later`() = runBlocking {
        assertEquals(Problem.Offline, problem { phone.enrol() })
        assertEquals(Installation.Unanswered, phone.installation())
        assertEquals(Problem.NotSetUp, problem { phone.details() })
    }

    @Test fun `a file that is no receipt does not verify`() = runBlocking {
        assertEquals(Problem.NotGenuine, problem { phone.verifyReceipt("{}".encodeToByteArray()) })
    }

    private fun code(origin: String) = "$origin/qr#" + listOf("0".repeat(26), "0".repeat(7), "0".repeat(8), "0".repeat(103), "0000", "0".repeat(26)).joinToString(".")

    private suspend fun problem(call: suspend () -> Unit): Problem = assertFailsWith<PhoneException> { call() }.problem
}

package dev.logi.app

import dev.logi.app.feature.activity.LoginsActivity
import dev.logi.app.feature.home.HomeActivity
import dev.logi.app.feature.request.RequestActivity
import dev.logi.app.feature.scanner.ScannerActivity
import dev.logi.app.feature.settings.SettingsActivity
import dev.logi.app.feature.welcome.WelcomeActivity
import dev.logi.core.LoginState
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** The oldest Android the app runs on: every screen opens, and the question is answered. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [28], application = TestApplication::class, qualifiers = "w411dp-h891dp")
class MinimumTest {
    @Test fun `every screen opens`() {
        for (screen in listOf(WelcomeActivity::class.java, HomeActivity::class.java, ScannerActivity::class.java, LoginsActivity::class.java, SettingsActivity::class.java)) {
            assertTrue(Robolectric.buildActivity(screen).inFront().texts().isNotEmpty(), screen.simpleName)
        }
    }

    @Test fun `another language reaches the screens behind the settings`() {
        val controller = Robolectric.buildActivity(HomeActivity::class.java)
        controller.inFront()
        controller.pause().stop()
        Language.choose(app, "ko")
        controller.restart().resume()
        settle()
        assertTrue(controller.get().texts().any { it == "코드 스캔하기" }, controller.get().texts().toString())
    }

    @Test fun `a login is declined`() {
        val login = FakeLogin()
        app.logins.hold(login)
        val activity = Robolectric.buildActivity(RequestActivity::class.java, RequestActivity.of(app, login.session, listOf("code"))).inFront()
        login.at(LoginState.Presented(Samples.request()))
        settle()
        activity.touch(R.string.request_decline)
        login.signature.complete(null)
        settle()
        assertOpens("ResultActivity")
        assertEquals(listOf("deny", "signed"), login.calls)
    }
}

package dev.logi.app

import android.os.Bundle
import android.view.MotionEvent
import android.view.View
import android.view.WindowManager
import dev.logi.app.feature.request.RequestActivity
import dev.logi.app.feature.request.RequestState
import dev.logi.app.phone.Problem
import dev.logi.core.LoginState
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import org.junit.After
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config

/** The question, asked by the real activity, denials first: A12 (R12), A17 (R17) and A18 (R18) of the threats. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], application = TestApplication::class, qualifiers = "w411dp-h891dp")
class RequestActivityTest {
    private var login = FakeLogin()
    private val controllers = mutableListOf<ActivityController<*>>()

    @After fun end() = controllers.forEach { if (!it.get().isDestroyed) it.pause().stop().destroy() }

    @Test fun `a touch through another window answers nothing`() {
        val activity = asked()
        for (flags in listOf(MotionEvent.FLAG_WINDOW_IS_OBSCURED, MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED)) {
            val before = activity.timeless()
            activity.touch(R.string.request_approve, flags)
            activity.touch(R.string.request_decline, flags)
            assertEquals(before, activity.timeless())
        }
        assertEquals(emptyList(), login.calls)
        activity.touch(R.string.request_decline)
        assertEquals(listOf("deny"), login.calls)
    }

    @Test fun `the screen cannot be captured, overlaid or read by other services`() {
        val activity = asked()
        assertTrue(activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
        assertTrue(hidesOverlays(activity.window.attributes))
        val approve = activity.control(R.string.request_approve)
        assertTrue(approve.filterTouchesWhenObscured)
        val root = generateSequence(approve.parent) { it.parent }.filterIsInstance<View>().first { it.javaClass.simpleName == "SecureFrame" }
        assertTrue(root.filterTouchesWhenObscured)
        assertTrue(root.isAccessibilityDataSensitive)
        assertTrue(approve.isAccessibilityDataSensitive)
    }

    @Test fun `approving needs the signature, whatever else happens`() {
        val activity = asked()
        activity.touch(R.string.request_approve)
        letPass(seconds = 30)
        assertIs<RequestState.Presented>(activity.state())
        assertNull(opened())
        login.signature.complete(null)
        settle()
        assertOpens("ResultActivity")
        assertEquals(listOf("approve [preferred_name]", "signed"), login.calls)
    }

    @Test fun `a person who does not confirm approves nothing and can still decline`() {
        val activity = asked()
        activity.touch(R.string.request_approve)
        login.signature.complete(Problem.NotConfirmed)
        settle()
        assertTrue(activity.shows(R.string.request_not_confirmed))
        assertNull(opened())
        login.signature = CompletableDeferred<Problem?>().apply { complete(null) }
        activity.touch(R.string.request_decline)
        assertOpens("ResultActivity")
        assertEquals("deny", login.calls.first { it.startsWith("deny") })
    }

    @Test fun `after a biometric change the app asks to set up again`() {
        val activity = asked()
        activity.touch(R.string.request_approve)
        login.signature.complete(Problem.KeyLost)
        settle()
        assertEquals("KEY_LOST", assertOpens("ReinstallActivity").getStringExtra("reason"))
        assertFalse("signed" in login.calls)
    }

    @Test fun `going back while the key is asked changes nothing`() {
        val activity = asked()
        activity.touch(R.string.request_approve)
        activity.goBack()
        assertFalse(activity.isFinishing)
        assertEquals(listOf("approve [preferred_name]"), login.calls)
        login.signature.complete(null)
        settle()
        assertOpens("ResultActivity")
    }

    @Test fun `going back from the question leaves the login unanswered and says so`() {
        val activity = asked()
        activity.goBack()
        assertEquals("CANCELLED", assertOpens("ResultActivity").getStringExtra("end"))
        assertEquals(listOf("cancel"), login.calls)
    }

    @Test fun `two quick presses are one answer`() {
        val activity = asked()
        val approve = activity.control(R.string.request_approve)
        approve.performClick()
        approve.performClick()
        settle()
        assertEquals(listOf("approve [preferred_name]"), login.calls)
    }

    @Test fun `only what is switched on is granted`() {
        val activity = asked()
        activity.touch(R.string.field_email)
        activity.touch(R.string.field_preferred_name)
        activity.touch(R.string.request_approve)
        assertEquals(listOf("approve [email]"), login.calls)
    }

    @Test fun `the buttons are equally large and declining comes first`() {
        for (qualifiers in listOf("w411dp-h891dp", "ar-w320dp-h640dp")) {
            RuntimeEnvironment.setQualifiers(qualifiers)
            login = FakeLogin(qualifiers)
            val activity = asked()
            val decline = activity.control(R.string.request_decline)
            val approve = activity.control(R.string.request_approve)
            assertEquals(decline.width to decline.height, approve.width to approve.height)
            val isMirrored = activity.resources.configuration.layoutDirection == View.LAYOUT_DIRECTION_RTL
            assertTrue(if (isMirrored) decline.left > approve.left else decline.left < approve.left)
        }
    }

    @Test fun `turning the phone keeps the question, its switches and its login`() {
        val controller = controller()
        val activity = controller.presented()
        activity.touch(R.string.field_email)
        RuntimeEnvironment.setQualifiers("+land")
        controller.configurationChange()
        settle()
        val turned = controller.get()
        assertEquals(setOf("preferred_name", "email"), assertIs<RequestState.Presented>(turned.state()).granted)
        assertEquals(emptyList(), login.calls)
    }

    @Test fun `a killed process begins the same login again with the same switches`() {
        val first = controller()
        first.presented().touch(R.string.field_email)
        val saved = Bundle()
        first.saveInstanceState(saved).pause().stop().destroy()
        app.logins.release(login.session)
        val again = FakeLogin()
        app.phone.next = again
        val second = Robolectric.buildActivity(RequestActivity::class.java, first.get().intent).also { controllers += it }
        second.create(saved).start().restoreInstanceState(saved).resume().visible()
        settle()
        again.at(LoginState.Presented(Samples.request()))
        settle()
        assertEquals(listOf("seen [code]"), app.phone.calls)
        assertEquals(setOf("preferred_name", "email"), assertIs<RequestState.Presented>(second.get().state()).granted)
    }

    @Test fun `a killed process after an answer sends that answer, and asks nothing again`() {
        app.phone.next = login
        val activity = controller(session = null).inFront()
        login.at(LoginState.Answering(dev.logi.core.Decision.APPROVE, "Northwind Books", "northwind.example"))
        settle()
        val intent = assertOpens("ResultActivity")
        assertEquals("APPROVE", intent.getStringExtra("decision"))
        assertEquals(login.session, intent.getStringExtra("session"))
        assertTrue(activity.isFinishing)
        assertEquals(emptyList(), login.calls)
    }

    @Test fun `the end of the login ends the question`() {
        val activity = asked()
        login.at(LoginState.Denied)
        settle()
        assertEquals("TURNED_AWAY", assertOpens("ResultActivity").getStringExtra("end"))
        assertTrue(activity.isFinishing)
    }

    @Test fun `a login that cannot begin says why`() {
        app.phone.problem = Problem.AlreadyScanned
        val activity = controller(session = null).inFront()
        assertTrue(activity.shows(R.string.problem_already_scanned_title))
    }

    @Test fun `leaving while it is checked cancels it`() {
        app.logins.hold(login)
        val controller = controller()
        controller.inFront()
        controller.pause().stop().destroy()
        assertEquals(listOf("cancel"), login.calls)
        assertNull(app.logins.find(login.session))
        assertEquals(emptySet(), app.logins.answering)
    }

    @Test fun `who listens hears the question, the words and what is shared`() {
        val activity = asked()
        val heard = activity.heard()
        assertEquals("Log in to Northwind Books?", heard.first { it.startsWith("Log in") })
        assertTrue("The two words: amber, river" in heard, heard.toString())
        assertNotNull(heard.firstOrNull { "Always shared" in it })
        assertEquals("Shared", activity.control(R.string.field_preferred_name).stateDescription)
        assertEquals("Not shared", activity.control(R.string.field_email).stateDescription)
    }

    /** What `Window.setHideOverlayWindows` sets, and nothing but the system reads (SYSTEM_FLAG_HIDE_NON_SYSTEM_OVERLAY_WINDOWS). */
    private fun hidesOverlays(attributes: WindowManager.LayoutParams): Boolean =
        WindowManager.LayoutParams::class.java.getField("privateFlags").getInt(attributes) and 0x00080000 != 0

    private fun RequestActivity.heard(): List<String> = mutableListOf<String>().also { found ->
        fun visit(view: View) {
            if (!view.isShown) return
            view.contentDescription?.let { found += it.toString() }
            (view as? android.view.ViewGroup)?.let { group -> (0 until group.childCount).forEach { visit(group.getChildAt(it)) } }
        }
        visit(window.decorView)
    }

    private fun RequestActivity.state(): RequestState = model.states.value

    /** The state but for the seconds that went by. */
    private fun RequestActivity.timeless(): RequestState = assertIs<RequestState.Presented>(state()).copy(secondsLeft = 0)

    private fun asked(): RequestActivity = controller().presented()

    private fun ActivityController<RequestActivity>.presented(): RequestActivity {
        app.logins.hold(login)
        val activity = inFront()
        login.at(LoginState.Presented(Samples.request().copy(expiresAt = java.time.Instant.now().plusSeconds(300))))
        settle()
        return activity
    }

    private fun controller(session: String? = login.session): ActivityController<RequestActivity> {
        val intent = RequestActivity.of(app, session ?: "none", listOf("code"))
        return Robolectric.buildActivity(RequestActivity::class.java, intent).also { controllers += it }
    }

    @Suppress("DEPRECATION")
    private fun RequestActivity.goBack() {
        onBackPressed()
        settle()
    }
}

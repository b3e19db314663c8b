package dev.logi.app

import android.Manifest
import android.app.Activity
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import dev.logi.app.feature.activity.LoginsActivity
import dev.logi.app.feature.activity.ReceiptActivity
import dev.logi.app.feature.activity.ReceiptState
import dev.logi.app.feature.home.HomeActivity
import dev.logi.app.feature.link.LinkActivity
import dev.logi.app.feature.reinstall.ReinstallActivity
import dev.logi.app.feature.request.RequestActivity
import dev.logi.app.feature.result.ResultActivity
import dev.logi.app.feature.result.Subject
import dev.logi.app.feature.scanner.ScanEvent
import dev.logi.app.feature.scanner.ScannerActivity
import dev.logi.app.feature.settings.SettingsActivity
import dev.logi.app.feature.welcome.WelcomeActivity
import dev.logi.app.phone.Confirmation
import dev.logi.app.phone.Problem
import dev.logi.core.Account
import dev.logi.core.Decision
import dev.logi.core.Doubt
import dev.logi.core.Installation
import dev.logi.core.LoginState
import dev.logi.testing.OfferedFiles
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.junit.After
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowToast

/** The ways between the screens, by the real activities; links as A13 (R13b) of the threats asks. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], application = TestApplication::class, qualifiers = "w411dp-h891dp")
class NavigationTest {
    private val controllers = mutableListOf<ActivityController<*>>()

    @After fun end() = controllers.forEach { if (!it.get().isDestroyed) it.pause().stop().destroy() }

    @Test fun `a link that is not one of ours opens nothing`() {
        for (link in listOf("http://open.1pass.dev/here#A", "https://evil.example/here#A", "https://open.1pass.dev/here", "https://open.1pass.dev/here/x#A", "https://open.1pass.dev/here#A#B", "logi://here#A")) {
            follow(link)
            assertNull(opened(), link)
        }
        assertEquals(emptyList(), app.phone.calls)
    }

    @Test fun `a link of ours is judged before anything is shown of it`() {
        follow("https://open.1pass.dev/here#ABC.DEF")
        app.phone.problem = Problem.BadSignature
        val activity = front(RequestActivity::class.java, assertOpens("RequestActivity"))
        assertEquals(listOf("link https://open.1pass.dev/here#ABC.DEF"), app.phone.calls)
        assertTrue(activity.shows(R.string.problem_bad_signature_title))
        follow("https://open.1pass.dev/here#B")
        assertOpens("RequestActivity")
    }

    @Test fun `the question of a link stands in a task of its own`() {
        follow("https://open.1pass.dev/here#A")
        val own = Intent.FLAG_ACTIVITY_NEW_TASK or Intent.FLAG_ACTIVITY_MULTIPLE_TASK
        assertEquals(own, assertOpens("RequestActivity").flags and own)
    }

    @Test fun `a code that comes as a link leads to the camera`() {
        follow("https://api.1pass.dev/qr#ABC.DEF")
        app.phone.problem = Problem.LinkNotScan
        val activity = front(RequestActivity::class.java, assertOpens("RequestActivity"))
        assertTrue(assertOpens("ScannerActivity").getBooleanExtra("once_more", false))
        assertTrue(activity.isFinishing)
    }

    @Test fun `a second link waits until the first login is answered`() {
        val login = FakeLogin()
        app.phone.next = login
        val first = front(RequestActivity::class.java, RequestActivity.ofLink(app, "https://open.1pass.dev/here#A"))
        login.at(LoginState.Presented(Samples.request()))
        settle()
        follow("https://open.1pass.dev/here#B")
        assertNull(opened())
        assertEquals(app.getString(R.string.link_busy), ShadowToast.getTextOfLatestToast())
        assertEquals(listOf("link https://open.1pass.dev/here#A"), app.phone.calls)
        assertTrue(first.shows(R.string.request_title, "Northwind Books"))
        login.at(LoginState.Denied)
        settle()
        opened()
        follow("https://open.1pass.dev/here#B")
        assertOpens("RequestActivity")
    }

    @Test fun `without a lock on the phone nothing is made`() {
        app.phone.confirmation = Confirmation.NONE
        val activity = front(WelcomeActivity::class.java)
        assertTrue(activity.shows(R.string.welcome_no_lock_title))
        activity.touch(R.string.welcome_no_lock_open)
        assertEquals("android.settings.SECURITY_SETTINGS", opened()?.action)
        assertFalse("enrol" in app.phone.calls)
    }

    @Test fun `the screen lock is said before it is chosen`() {
        app.phone.confirmation = Confirmation.SCREEN_LOCK
        val activity = front(WelcomeActivity::class.java)
        assertTrue(activity.shows(R.string.welcome_you_screen_lock))
        activity.touch(R.string.welcome_start_screen_lock)
        assertOpens("HomeActivity")
    }

    @Test fun `one press sets the phone up`() {
        app.phone.installation = Installation.Fresh
        front(HomeActivity::class.java)
        assertOpens("WelcomeActivity")
        front(WelcomeActivity::class.java).touch(R.string.welcome_start)
        assertOpens("HomeActivity")
        assertEquals(1, app.phone.calls.count { it == "enrol" })
    }

    @Test fun `setting up without a connection says so and can be tried again`() {
        val activity = front(WelcomeActivity::class.java)
        app.phone.failure = Problem.Offline
        activity.touch(R.string.welcome_start)
        assertTrue(activity.shows(R.string.problem_offline_title))
        app.phone.failure = null
        activity.touch(R.string.try_again)
        activity.touch(R.string.welcome_start)
        assertOpens("HomeActivity")
    }

    @Test fun `a refused standing is renewed as the same account, without a question`() {
        app.phone.installation = Installation.TokenRefused(Account(1u, true, null))
        val activity = front(HomeActivity::class.java)
        assertTrue("enrol" in app.phone.calls)
        assertTrue(activity.shows(R.string.home_title))
    }

    @Test fun `doubt is asked, and nothing is thrown away at once`() {
        for ((doubt, title) in listOf(Doubt.REINSTALLED to R.string.reinstall_title_reinstalled, Doubt.STORE_LOST to R.string.reinstall_title_store_lost, Doubt.OTHER_INSTALLATION to R.string.reinstall_title_other, Doubt.KEYS_LOST to R.string.reinstall_title_key)) {
            app.phone.installation = Installation.Ask(doubt)
            front(HomeActivity::class.java)
            val activity = front(ReinstallActivity::class.java, assertOpens("ReinstallActivity"))
            assertTrue(activity.shows(title))
            activity.touch(R.string.reinstall_fresh)
            assertTrue(activity.shows(R.string.reinstall_confirm_title))
            activity.touch(R.string.reinstall_keep)
            assertTrue(activity.shows(title))
        }
        assertFalse(app.phone.calls.any { it.startsWith("settle") })
    }

    @Test fun `starting fresh is asked twice and then done`() {
        val activity = front(ReinstallActivity::class.java, ReinstallActivity.about(app, Doubt.KEYS_LOST))
        activity.touch(R.string.reinstall_fresh)
        activity.touch(R.string.reinstall_confirm)
        assertEquals(listOf("settle START_FRESH"), app.phone.calls)
        assertOpens("HomeActivity")
    }

    @Test fun `an answer of an earlier life is sent by itself, and then once more only when it is asked for`() {
        val login = FakeLogin()
        repeat(2) { login.at(LoginState.Answering(Decision.APPROVE, "Northwind Books", "northwind.example")) }
        app.phone.unanswered = listOf(login)
        val controller = Robolectric.buildActivity(HomeActivity::class.java).also { controllers += it }
        val home = controller.inFront()
        assertOpens("ResultActivity")
        controller.pause().stop().restart().resume()
        settle()
        assertNull(opened())
        assertTrue(home.shows(R.string.home_waiting_approve_title))
        home.touch(R.string.home_waiting_send)
        val result = front(ResultActivity::class.java, assertOpens("ResultActivity"))
        assertTrue(result.shows(R.string.result_sending_approve))
        login.noAnswer()
        settle()
        assertTrue(result.shows(R.string.result_unsent_body))
        login.at(LoginState.Approved(null, null))
        settle()
        assertTrue(result.shows(R.string.result_approved_title))
    }

    @Test fun `an answer that arrived in an earlier life is said to have arrived`() {
        val result = front(ResultActivity::class.java, ResultActivity.sending(app, "gone", Decision.APPROVE, Subject("Northwind Books", null)))
        assertTrue(result.shows(R.string.result_delivered_title))
    }

    @Test fun `the camera is asked for in its place, and a refusal leaves a way`() {
        val controller = Robolectric.buildActivity(ScannerActivity::class.java).also { controllers += it }
        val activity = controller.inFront()
        assertTrue(activity.shows(R.string.scan_permission_title))
        activity.touch(R.string.scan_permission_allow)
        assertEquals(listOf(Manifest.permission.CAMERA), shadowOf(activity).lastRequestedPermission.requestedPermissions.toList())
        activity.onRequestPermissionsResult(1, arrayOf(Manifest.permission.CAMERA), intArrayOf(PackageManager.PERMISSION_DENIED))
        settle()
        assertTrue(activity.shows(R.string.scan_refused_title))
        activity.touch(R.string.scan_picture)
        assertEquals(Intent.ACTION_GET_CONTENT, opened()?.action)
    }

    @Test fun `a refused code says what to do and begins nothing`() {
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
        val activity = front(ScannerActivity::class.java)
        app.phone.problem = Problem.WrongDomain("logi-login.example")
        activity.model.send(ScanEvent.Seen(listOf("https://logi-login.example/qr#X")))
        settle()
        assertTrue(activity.shows(R.string.problem_wrong_domain_body, "logi-login.example"))
        assertNull(opened())
    }

    @Test fun `one code begins one login, however often the camera sees it`() {
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
        app.phone.next = FakeLogin()
        val activity = front(ScannerActivity::class.java)
        repeat(3) { activity.model.send(ScanEvent.Seen(listOf("code"))) }
        settle()
        assertEquals(listOf("seen [code]"), app.phone.calls)
        assertOpens("RequestActivity")
        assertNull(opened())
    }

    @Test fun `details are checked before they are sent`() {
        val activity = front(SettingsActivity::class.java)
        activity.touch(R.string.settings_edit)
        activity.requireViewById<android.widget.EditText>(R.id.email).setText("not an address")
        activity.touch(R.string.settings_save)
        assertTrue(activity.shows(R.string.settings_bad_email))
        assertFalse("set details" in app.phone.calls)
        activity.requireViewById<android.widget.EditText>(R.id.email).setText(" mina@mail.example ")
        activity.touch(R.string.settings_save)
        assertEquals("mina@mail.example", app.phone.details.email)
        assertNull(app.phone.details.fullName)
        assertTrue(activity.shows(R.string.settings_saved))
    }

    @Test fun `without the camera's permission scanning again asks for it`() {
        val activity = front(ScannerActivity::class.java)
        activity.choose(Uri.parse("content://pictures.example/1"))
        assertTrue(activity.shows(R.string.scan_nothing_title))
        activity.touch(R.string.scan_again)
        assertTrue(activity.shows(R.string.scan_permission_title))
    }

    @Test fun `the address of a file is not taken for a chosen one`() {
        val scanner = front(ScannerActivity::class.java)
        scanner.choose(Uri.fromFile(File(app.noBackupFilesDir, "logi/account")))
        assertEquals(emptyList(), app.phone.calls)

        val genuine = Samples.receipt.values.firstNotNullOf { (it as? ReceiptState.Verified)?.receipt }
        app.phone.receipt = genuine
        val own = File(app.noBackupFilesDir, "account").apply { writeText("own") }
        val receipt = front(ReceiptActivity::class.java, ReceiptActivity.of(app, genuine.session))
        receipt.touch(R.string.receipt_export)
        shadowOf(receipt).receiveResult(opened(), Activity.RESULT_OK, Intent().setData(Uri.fromFile(own)))
        settle()
        assertFalse(receipt.shows(R.string.receipt_exported))
        assertEquals("own", own.readText())
    }

    @Test fun `where no app of the phone can do it, that is said`() {
        shadowOf(app).checkActivities(true)
        val activity = front(ScannerActivity::class.java)
        activity.touch(R.string.scan_picture)
        assertEquals(app.getString(R.string.no_app), ShadowToast.getTextOfLatestToast())
        assertTrue(activity.shows(R.string.scan_permission_title))
    }

    @Test fun `a receipt that does not verify is not shown`() {
        val activity = front(ReceiptActivity::class.java, ReceiptActivity.of(app, "x"))
        assertTrue(activity.shows(R.string.receipt_not_genuine_title))
        assertFalse(activity.shows(R.string.receipt_export))
    }

    @Test fun `a foreign file is no receipt`() {
        for (text in listOf("no receipt", "x".repeat(70_000))) {
            val file = Uri.parse("content://files/${text.length}")
            shadowOf(app.contentResolver).registerInputStream(file, text.byteInputStream())
            val activity = front(ReceiptActivity::class.java, ReceiptActivity.ofFile(app, file))
            until { activity.shows(R.string.receipt_not_genuine_title) }
        }
        OfferedFiles.install()
        for (failure in listOf(SecurityException(), IllegalStateException())) {
            OfferedFiles.refusal = failure
            val activity = front(ReceiptActivity::class.java, ReceiptActivity.ofFile(app, OfferedFiles.place("receipt.json")))
            until { activity.shows(R.string.receipt_not_genuine_title) }
        }
        assertEquals(listOf("verify"), app.phone.calls)
    }

    @Test fun `without logins the list says what it is for`() {
        assertTrue(front(LoginsActivity::class.java).shows(R.string.activity_empty_title))
    }

    @Test fun `every screen is kept from captures`() {
        for (screen in listOf(HomeActivity::class.java, WelcomeActivity::class.java, ScannerActivity::class.java, LoginsActivity::class.java, SettingsActivity::class.java)) {
            assertTrue(front(screen).window.attributes.flags and android.view.WindowManager.LayoutParams.FLAG_SECURE != 0, screen.simpleName)
        }
    }

    @Test fun `every screen asks the system to hide what other apps draw`() {
        shadowOf(app).denyPermissions(Manifest.permission.HIDE_OVERLAY_WINDOWS)
        for (screen in listOf(HomeActivity::class.java, WelcomeActivity::class.java, ScannerActivity::class.java, LoginsActivity::class.java, SettingsActivity::class.java)) {
            // Only who asks is told that it may not.
            assertFailsWith<SecurityException>(screen.simpleName) { Robolectric.buildActivity(screen).create() }
        }
    }

    private fun ScannerActivity.choose(picture: Uri) {
        touch(R.string.scan_picture)
        shadowOf(this).receiveResult(opened(), Activity.RESULT_OK, Intent().setData(picture))
        settle()
    }

    private fun follow(link: String) {
        val intent = Intent(Intent.ACTION_VIEW, Uri.parse(link)).addCategory(Intent.CATEGORY_BROWSABLE)
        val controller = Robolectric.buildActivity(LinkActivity::class.java, intent).create()
        settle()
        assertTrue(controller.get().isFinishing)
    }

    private fun <A : Activity> front(screen: Class<A>, intent: Intent? = null): A =
        Robolectric.buildActivity(screen, intent).also { controllers += it }.inFront()
}

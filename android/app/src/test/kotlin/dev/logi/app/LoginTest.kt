package dev.logi.app

import android.content.Intent
import android.hardware.biometrics.BiometricPrompt
import dev.logi.app.feature.activity.LoginsActivity
import dev.logi.app.feature.activity.ReceiptActivity
import dev.logi.app.feature.home.HomeActivity
import dev.logi.app.feature.reinstall.ReinstallActivity
import dev.logi.app.feature.request.RequestActivity
import dev.logi.app.feature.result.ResultActivity
import dev.logi.app.feature.scanner.ScannerActivity
import dev.logi.testing.KeystoreInMemory
import dev.logi.testing.OfferedFiles
import dev.logi.testing.ShadowPrompt
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/**
 * The app from its first minute to a login: its own screens, the library, the core, and the real server. Denials first: A13 (R13c),
 * A18 (R18) and A25 (R25) of the threats.
 */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [35], application = StoryApplication::class, shadows = [ShadowPrompt::class], qualifiers = "w411dp-h891dp")
class LoginTest : AtTheServer() {
    @Test fun `a picture of a lookalike is refused, and nothing is sent`() {
        enrolled()
        val login = host.login()
        val before = host.requests().size
        scan { host.draw("https://localhost.example/qr#" + login.freshText().substringAfter("#")) }
        walk.shows(R.string.problem_wrong_domain_body, "localhost.example")
        assertEquals(before, host.requests().size)
        assertEquals("pending", login.status()["status"])
    }

    @Test fun `a link is not a scan`() {
        enrolled()
        val login = host.login()
        follow(login.freshText())
        walk.comesTo(ScannerActivity::class.java)
        assertEquals("pending", login.status()["status"])
        choose { login.freshPicture() }
        asked(login)
        walk.touch(R.string.request_decline)
        walk.comesTo(ResultActivity::class.java)
        walk.shows(R.string.result_declined_title)
    }

    @Test fun `a link of this phone is not a code`() {
        enrolled()
        val login = host.login()
        val link = login.here()
        scan { host.draw(link) }
        walk.shows(R.string.scan_nothing_title)
        assertEquals("pending", login.status()["status"])
    }

    @Test fun `a person who does not confirm approves nothing and can decline`() {
        enrolled()
        val login = host.login()
        ask(login)
        walk.touch(R.string.request_approve)
        prompt().fail(BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED)
        walk.shows(R.string.request_not_confirmed)
        assertEquals("scanned", login.status()["status"])
        walk.touch(R.string.request_decline)
        walk.comesTo(ResultActivity::class.java)
        walk.shows(R.string.result_declined_title)
        assertEquals("denied", login.status()["status"])
        assertEquals(emptyList(), sent(login, "/approve"))
    }

    @Test fun `declining asks for no finger and tells the page`() {
        enrolled()
        val login = host.login()
        ask(login)
        walk.touch(R.string.request_decline)
        walk.comesTo(ResultActivity::class.java)
        walk.shows(R.string.result_declined_title)
        assertNull(ShadowPrompt.shown)
        assertEquals("denied", login.status()["status"])
    }

    @Test fun `after a biometric change nothing is approved, and starting fresh makes another account`() {
        val before = enrolments()
        enrolled()
        val login = host.login()
        ask(login)
        KeystoreInMemory.invalidate("dev.logi.approval")
        walk.touch(R.string.request_approve)
        walk.comesTo(ReinstallActivity::class.java)
        walk.shows(R.string.reinstall_title_key)
        assertEquals("scanned", login.status()["status"])
        walk.touch(R.string.reinstall_fresh)
        walk.touch(R.string.reinstall_confirm)
        walk.touch(R.string.welcome_start)
        walk.shows(R.string.home_title)
        assertEquals(emptyList(), sent(login, "/approve"))
        assertEquals(before + 2, enrolments())
    }

    @Test fun `the site is told what was granted, and nothing else`() {
        enrolledWithDetails()
        val login = host.login(mapOf("name" to "email", "purpose" to "To send you your notes"), mapOf("name" to "preferred_name"))
        ask(login)
        walk.touch(R.string.field_email)
        approve()
        walk.shows(R.string.result_shared, app.getString(R.string.field_email))
        val finished = login.finish()
        assertEquals("completed", finished["status"])
        val claims = (finished["claims"] as Map<*, *>) - ABOUT_THE_ACCOUNT
        assertEquals(mapOf<Any?, Any?>("email" to "robin@example.org", "email_verified" to false), claims)
    }

    @Test fun `an approval is kept with a receipt that anybody can verify`() {
        enrolledWithDetails()
        val login = approved()
        walk.touch(R.string.done)
        walk.touch(R.string.home_activity)
        walk.comesTo(LoginsActivity::class.java)
        walk.touch("Notes\nnotes.example")
        walk.comesTo(ReceiptActivity::class.java)
        walk.shows(R.string.receipt_verified)
        walk.until { walk.front.texts().any { login.session in it } }
        walk.touch(R.string.receipt_export)
        val file = OfferedFiles.place("receipt.json")
        walk.answer(walk.leadsOutside(), Intent().setData(file))
        walk.shows(R.string.receipt_exported)

        walk.back()
        walk.comesTo(LoginsActivity::class.java)
        walk.touch(R.string.receipt_verify_file)
        walk.answer(walk.leadsOutside(), Intent().setData(file))
        walk.comesTo(ReceiptActivity::class.java)
        walk.shows(R.string.receipt_verified)
        walk.until { walk.front.texts().any { login.session in it } }
    }

    @Test fun `an approval whose answer is lost is sent again by the app's next life, as it was signed`() {
        enrolledWithDetails()
        val login = host.login(mapOf("name" to "email", "required" to true))
        ask(login)
        host.network("lose_answers", "/approve")
        walk.touch(R.string.request_approve)
        prompt().confirm()
        walk.comesTo(ResultActivity::class.java)
        walk.shows(R.string.result_unsent_approve_title)
        walk.close()
        app.kill()
        host.network("on")

        walk.open(HomeActivity::class.java)
        walk.comesTo(ResultActivity::class.java)
        walk.shows(R.string.result_approved_title)
        assertNull(ShadowPrompt.shown)
        val bodies = sent(login, "/approve").map { it.body }
        assertTrue(bodies.size > 1)
        assertEquals(1, bodies.toSet().size)
        assertEquals("completed", login.finish()["status"])
        walk.back()
        walk.shows(R.string.home_title)
        walk.until { !walk.front.shows(R.string.home_waiting_approve_title) }
    }

    @Test fun `a login on this phone goes back to its own browser`() {
        enrolledWithDetails()
        val login = host.login(mapOf("name" to "email", "required" to true), mapOf("name" to "preferred_name"))
        follow(login.here())
        asked(login)
        approve()
        val back = walk.leadsOutside()
        assertEquals(Intent.ACTION_VIEW, back.action)
        assertEquals(setOf(Intent.CATEGORY_BROWSABLE), back.categories)
        val url = back.dataString!!
        assertEquals("400 refused", login.comeBack(url, stranger = true).word)
        val end = login.comeBack(url)
        assertEquals("200 completed", end.word)
        assertEquals(mapOf<Any?, Any?>("email" to "robin@example.org", "email_verified" to false), end.claims - ABOUT_THE_ACCOUNT)
    }

    /** What the door for links opens: it takes https alone, and this server has none. */
    private fun follow(link: String) = walk.open(RequestActivity::class.java, RequestActivity.ofLink(app, link))

    private fun enrolments(): Int = host.requests().count { it.path.endsWith("/anonymous_bootstrap") }

    private companion object {
        /** What every site is told of an account. */
        val ABOUT_THE_ACCOUNT = setOf("canonical_sub", "is_canonical", "linked_subs", "previously_anonymous")
    }
}

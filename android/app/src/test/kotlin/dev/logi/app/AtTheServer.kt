package dev.logi.app

import android.content.Intent
import android.hardware.biometrics.BiometricManager
import android.hardware.fingerprint.FingerprintManager
import android.os.Build
import android.widget.EditText
import dev.logi.app.feature.home.HomeActivity
import dev.logi.app.feature.request.RequestActivity
import dev.logi.app.feature.result.ResultActivity
import dev.logi.app.feature.scanner.ScannerActivity
import dev.logi.app.feature.settings.SettingsActivity
import dev.logi.app.feature.welcome.WelcomeActivity
import dev.logi.story.BrowserLogin
import dev.logi.story.Host
import dev.logi.story.Picture
import dev.logi.testing.KeystoreInMemory
import dev.logi.testing.OfferedFiles
import dev.logi.testing.ShadowPrompt
import kotlin.test.assertTrue
import org.junit.After
import org.junit.Before
import org.robolectric.RuntimeEnvironment
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBiometricManager
import org.robolectric.shadows.ShadowFingerprintManager

/** A person with a phone, and browsers that they want to log in at: what they do, in the app's own screens. */
abstract class AtTheServer {
    internal val host: Host = StoryApplication.host
    internal val app: StoryApplication get() = RuntimeEnvironment.getApplication() as StoryApplication
    internal val walk = Walk()

    @Before fun phoneWithAFinger() {
        KeystoreInMemory.install()
        OfferedFiles.install()
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            Shadow.extract<ShadowBiometricManager>(app.getSystemService(BiometricManager::class.java)).setCanAuthenticate(true)
        } else {
            val sensor = Shadow.extract<ShadowFingerprintManager>(app.getSystemService(FingerprintManager::class.java))
            sensor.setIsHardwareDetected(true)
            sensor.setDefaultFingerprints(1)
        }
    }

    @After fun end() = walk.close()

    /** A login of that phone, to its end on the phone. */
    internal fun approved(): BrowserLogin {
        val login = host.login(mapOf("name" to "email", "required" to true))
        ask(login)
        approve()
        return login
    }

    /** A new phone and its first minute. */
    internal fun enrolled() {
        walk.open(HomeActivity::class.java)
        walk.comesTo(WelcomeActivity::class.java)
        walk.touch(R.string.welcome_start)
        walk.comesTo(HomeActivity::class.java)
        walk.shows(R.string.home_title)
    }

    /** The same, with a name and an address. */
    internal fun enrolledWithDetails() {
        enrolled()
        walk.touch(R.string.home_settings)
        walk.comesTo(SettingsActivity::class.java)
        walk.touch(R.string.settings_edit)
        walk.front.requireViewById<EditText>(R.id.preferred_name).setText("Robin")
        walk.front.requireViewById<EditText>(R.id.email).setText("robin@example.org")
        walk.touch(R.string.settings_save)
        walk.shows(R.string.settings_saved)
        walk.back()
    }

    /** Opens the scanner and gives it a picture. */
    internal fun scan(draw: () -> Picture) {
        walk.touch(R.string.home_scan)
        choose(draw)
    }

    /** Gives the scanner a picture that [draw] makes at the last moment: a code lives for seconds. */
    internal fun choose(draw: () -> Picture) {
        walk.comesTo(ScannerActivity::class.java)
        walk.touch(R.string.scan_picture)
        val asked = walk.leadsOutside()
        walk.answer(asked, Intent().setData(OfferedFiles.offer("code.png", draw().png)))
    }

    /** Scans the picture of that login's code, and reads the question. */
    internal fun ask(login: BrowserLogin) {
        scan { login.freshPicture() }
        asked(login)
    }

    /** The question stands there, with the words that the page shows. */
    internal fun asked(login: BrowserLogin) {
        walk.comesTo(RequestActivity::class.java)
        walk.shows(R.string.request_title, "Notes")
        assertTrue((login.status()["words"] as List<*>).joinToString(" · ") in walk.front.texts())
    }

    /** Approves what is asked, with a finger, to the end on the phone. */
    internal fun approve() {
        walk.touch(R.string.request_approve)
        prompt().confirm()
        walk.comesTo(ResultActivity::class.java)
        walk.shows(R.string.result_approved_title)
    }

    /** The system's prompt, once it is there. */
    internal fun prompt(): ShadowPrompt.Shown {
        walk.until { ShadowPrompt.shown != null }
        return ShadowPrompt.shown!!
    }

    /** What phones sent for that login to the path that ends so. */
    internal fun sent(login: BrowserLogin, pathEnds: String) = host.requests().filter { login.session in it.path && it.path.endsWith(pathEnds) }
}

package dev.logi.app

import android.view.View
import dev.logi.app.feature.activity.LoginsLinks
import dev.logi.app.feature.activity.LoginsScreen
import dev.logi.app.feature.activity.ReceiptLinks
import dev.logi.app.feature.activity.ReceiptScreen
import dev.logi.app.feature.home.HomeLinks
import dev.logi.app.feature.home.HomeScreen
import dev.logi.app.feature.home.Waiting
import dev.logi.app.feature.reinstall.ReinstallScreen
import dev.logi.app.feature.request.RequestLinks
import dev.logi.app.feature.request.RequestScreen
import dev.logi.app.feature.result.ResultLinks
import dev.logi.app.feature.result.ResultScreen
import dev.logi.app.feature.result.Subject
import dev.logi.app.feature.scanner.ScanLinks
import dev.logi.app.feature.scanner.ScanScreen
import dev.logi.app.feature.settings.SettingsLinks
import dev.logi.app.feature.settings.SettingsScreen
import dev.logi.app.feature.welcome.WelcomeLinks
import dev.logi.app.feature.welcome.WelcomeScreen
import dev.logi.core.ListedReceipt
import dev.logi.core.ReturnUrl
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Draws every state of every screen, and fails where a person could not read or press it. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [35], application = TestApplication::class)
class ShotsTest {
    @Test fun welcome() = Shots.draw("welcome", Samples.welcome) { WelcomeScreen(it, links) {} }

    @Test fun home() = Shots.draw("home", Samples.home) { HomeScreen(it, links) {} }

    @Test fun scanner() = Shots.draw("scanner", Samples.scanner) { ScanScreen(it, View(it), links) {} }

    @Test fun refusals() = Shots.draw("scanner", Samples.refusals, listOf(Variant.LIGHT, Variant.LARGE, Variant.LARGE_KOREAN)) { ScanScreen(it, View(it), links) {} }

    @Test fun request() = Shots.draw("request", Samples.request) { RequestScreen(it, links) {} }

    @Test fun result() = Shots.draw("result", Samples.result) { ResultScreen(it, Subject("Northwind Books", listOf("preferred_name", "email")), links) {} }

    @Test fun activity() = Shots.draw("activity", Samples.logins) { LoginsScreen(it, links) {} }

    @Test fun receipt() = Shots.draw("receipt", Samples.receipt) { ReceiptScreen(it, links) {} }

    @Test fun settings() = Shots.draw("settings", Samples.settings) { SettingsScreen(it, links) {} }

    @Test fun reinstall() = Shots.draw("reinstall", Samples.reinstall) { ReinstallScreen(it, {}) {} }

    private companion object {
        val links = NoLinks()
    }
}

/** Leads nowhere. */
private class NoLinks : WelcomeLinks, HomeLinks, ScanLinks, RequestLinks, ResultLinks, LoginsLinks, ReceiptLinks, SettingsLinks {
    override val server = "https://api.1pass.dev"
    override val version = "0.1.0"
    override val language: String? = null

    override fun close() = Unit

    override fun openPhoneSettings() = Unit

    override fun scan() = Unit

    override fun openActivity() = Unit

    override fun openSettings() = Unit

    override fun sendAnswer(waiting: Waiting) = Unit

    override fun askPermission() = Unit

    override fun choosePicture() = Unit

    override fun goBackTo(url: ReturnUrl) = Unit

    override fun open(receipt: ListedReceipt) = Unit

    override fun chooseFile() = Unit

    override fun choosePlace() = Unit

    override fun choose(language: String?) = Unit
}

package dev.logi.app.feature.scanner

import android.Manifest
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Bundle
import android.provider.Settings
import dev.logi.app.feature.request.RequestActivity
import dev.logi.app.loop.Model
import dev.logi.app.loop.Step
import dev.logi.app.phone.OpenLogins
import dev.logi.app.phone.Phone
import dev.logi.app.phone.PhoneException
import dev.logi.app.ui.Screen
import dev.logi.app.ui.ScreenActivity
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.asCoroutineDispatcher

/** Looks for a code, with the camera or in a picture. */
internal class ScannerActivity : ScreenActivity<ScanState, ScanEvent>(), ScanLinks {
    private lateinit var camera: CameraView

    override fun makeModel(saved: Bundle?): Model<ScanState, ScanEvent, *> =
        ScanModel(app.phone, app.logins, intent.getBooleanExtra(ONCE_MORE, false), mainExecutor.asCoroutineDispatcher())

    override fun makeScreen(send: (ScanEvent) -> Unit): Screen<ScanState> {
        camera = CameraView(this, send)
        return ScanScreen(this, camera, this, send)
    }

    override fun onStart() {
        super.onStart()
        model.send(ScanEvent.Shown(isAllowed()))
    }

    override fun onStop() {
        camera.look(null)
        super.onStop()
    }

    override fun onDestroy() {
        camera.close()
        super.onDestroy()
    }

    override fun follow(state: ScanState) {
        if (state is ScanState.Searching && !isAllowed()) return model.send(ScanEvent.Shown(false))
        camera.look(state as? ScanState.Searching)
        if (state is ScanState.Found) replaceWith(RequestActivity.of(this, state.session, state.seen))
    }

    override fun onRequestPermissionsResult(requestCode: Int, permissions: Array<out String>, grantResults: IntArray) {
        super.onRequestPermissionsResult(requestCode, permissions, grantResults)
        if (grantResults.isEmpty()) return // Android closed the question; the person did not answer
        model.send(ScanEvent.PermissionAnswered(isAllowed(), shouldShowRequestPermissionRationale(Manifest.permission.CAMERA)))
    }

    @Deprecated("the framework's own way without AndroidX")
    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        chosenIn(data)?.let { model.send(ScanEvent.PictureChosen(it)) }
    }

    override fun close() = finish()

    override fun askPermission() = requestPermissions(arrayOf(Manifest.permission.CAMERA), 1)

    override fun openPhoneSettings() = startActivity(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", packageName, null)))

    @Suppress("DEPRECATION")
    override fun choosePicture() = startActivityForResult(Intent(Intent.ACTION_GET_CONTENT).setType("image/*").addCategory(Intent.CATEGORY_OPENABLE), 1)

    private fun isAllowed() = checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED

    companion object {
        private const val ONCE_MORE = "once_more"

        /** The camera has to see the code whose link was opened. */
        fun onceMore(context: Context): Intent = Intent(context, ScannerActivity::class.java).putExtra(ONCE_MORE, true)
    }
}

/** Judges what was seen and begins its login. */
internal class ScanModel(private val phone: Phone, private val logins: OpenLogins, onceMore: Boolean, dispatcher: CoroutineDispatcher) :
    Model<ScanState, ScanEvent, ScanEffect>(ScanState.AskingPermission(onceMore), dispatcher) {
    override fun reduce(state: ScanState, event: ScanEvent): Step<ScanState, ScanEffect> = dev.logi.app.feature.scanner.reduce(state, event)

    override suspend fun perform(effect: ScanEffect) = try {
        when (effect) {
            is ScanEffect.Judge -> send(ScanEvent.Begun(logins.hold(phone.beginSeen(effect.texts)), effect.texts))
            is ScanEffect.JudgePicture -> send(ScanEvent.Begun(logins.hold(phone.beginPicture(effect.picture)), emptyList()))
        }
    } catch (failure: PhoneException) {
        send(ScanEvent.Failed(failure.problem))
    }
}
